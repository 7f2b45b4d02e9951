/** Picks from lists the same way in every run, so that what a fuzz test finds can be found again (mulberry32). */
export interface Seeded {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

/** A generator that begins at `seed`. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
  function pick<T>(list: readonly T[]): T {
    const entry = list[below(list.length)];
    if (entry === undefined) throw new RangeError('There is nothing to pick from');
    return entry;
  }
  return { below, pick };
}
