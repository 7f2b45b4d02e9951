/** A clock that stands still until it is moved on. */
export interface ManualClock {
  (): number;
  forward(ms: number): void;
}

/** A clock for tests. Default is noon of some day. */
export function manualClock(start = Date.UTC(2026, 10, 21, 12)): ManualClock {
  let now = start;
  return Object.assign(() => now, {
    forward(ms: number) {
      now += ms;
    },
  });
}
