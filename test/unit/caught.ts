import { inspect } from 'node:util';

/** What a function throws, for a test of everything that the error says. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not throw');
}

/** What a promise is rejected with. */
export async function rejectionOf(work: Promise<unknown>): Promise<unknown> {
  const settled = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in settled) return settled.error;
  throw new Error('It was not rejected');
}

/** All texts that a log could print of an error: its own, those of its fields, and those of its causes. Stack frames are left out. */
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
