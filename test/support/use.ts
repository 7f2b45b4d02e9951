import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

/** Something that a test starts and must end. */
export type Running = { close(): unknown } | { stop(): unknown };

interface Lifetime {
  before: typeof beforeAll;
  after: typeof afterAll;
  /** What runs now, in the order in which it was started. */
  running: (Running | undefined)[];
}

const allTests: Lifetime = { before: beforeAll, after: afterAll, running: [] };
const eachTest: Lifetime = { before: beforeEach, after: afterEach, running: [] };

/**
 * Starts something before the first test of the file or `describe`, and ends it after the last test. What was started last ends
 * first. Returns a function that gives what was started.
 */
export function useForAll<T extends Running>(start: () => T | Promise<T>, timeoutMs?: number): () => T {
  return use(allTests, start, timeoutMs);
}

/** Starts something before each test, and ends it after that test. */
export function useForEach<T extends Running>(start: () => T | Promise<T>): () => T {
  return use(eachTest, start);
}

/** Returns a function that takes what a test has started itself. It ends after that test. */
export function useEndAfterTest(): <T extends Running>(started: T) => T {
  const all = useForEach(() => new Started());
  return function endAfterTest(started) {
    all().add(started);
    return started;
  };
}

class Started {
  readonly #all: Running[] = [];

  add(started: Running): void {
    this.#all.push(started);
  }

  async close(): Promise<void> {
    for (const each of this.#all.toReversed()) await end(each);
  }
}

function use<T extends Running>(
  { before, after, running }: Lifetime,
  start: () => T | Promise<T>,
  timeoutMs?: number,
): () => T {
  let current: T | undefined;
  before(async () => {
    const position = running.push(undefined) - 1;
    current = await start();
    running[position] = current;
  }, timeoutMs);
  // Each `after` ends what was started last. Jest calls them in the order in which they were written.
  after(async () => {
    const last = running.pop();
    if (last) await end(last);
  });
  return function get() {
    if (!current) throw new Error('It runs in tests only');
    return current;
  };
}

async function end(running: Running): Promise<void> {
  await ('stop' in running ? running.stop() : running.close());
}
