import { setTimeout as wait } from 'node:timers/promises';

const ASK_AGAIN_MS = 50;

/** Asks until something holds. Rejects after a while, by default 20 seconds; what the question rejects with in the meantime is a no. */
export async function until(what: string, holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const latest = performance.now() + withinMs;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > latest) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await wait(ASK_AGAIN_MS);
  }
}
