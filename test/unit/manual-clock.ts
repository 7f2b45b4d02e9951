/** A clock that changes only on demand. */
export interface ManualClock {
  (): number;
  forward(ms: number): void;
}

/** Makes a manual clock. Its default start is noon of some day. */
export function manualClock(start = Date.UTC(2026, 10, 21, 12)): ManualClock {
  let now = start;
  return Object.assign(() => now, {
    forward(ms: number) {
      now += ms;
    },
  });
}
