import { inspect } from 'node:util';

/** Returns the error that a function throws, so that a test can check all its texts. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not throw');
}

/** Returns the reason of a rejected promise. */
export async function rejectionOf(work: Promise<unknown>): Promise<unknown> {
  const settled = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in settled) return settled.error;
  throw new Error('It was not rejected');
}

/** All texts of an error that a log could print, with those of its fields and causes, but without stack frames. */
export function allTextOf(error: unknown): string {
  const texts: string[] = [];
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 10; depth += 1) {
    texts.push(String(at), (at.stack ?? '').replace(/\n\s+at .*/g, ''));
    for (const [name, value] of Object.entries(at)) texts.push(`${name}: ${JSON.stringify(value)}`);
    at = at.cause;
  }
  if (at !== undefined) texts.push(inspect(at));
  return texts.join('\n');
}
