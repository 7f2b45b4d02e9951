import { setTimeout as wait } from 'node:timers/promises';

const ASK_AGAIN_MS = 50;

/** Waits until a condition holds. Rejects after 20 seconds by default. A condition that rejects does not hold yet. */
export async function waitUntil(what: string, holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const latest = performance.now() + withinMs;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > latest) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await wait(ASK_AGAIN_MS);
  }
}
