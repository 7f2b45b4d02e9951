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

/** All texts that a log could print of an error: its own, those of its fields, and those of its causes. */
export function allTextOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error, depth = 0; at !== undefined && depth < 10; depth += 1) {
    if (!(at instanceof Error)) {
      texts.push(JSON.stringify(at) ?? String(at));
      break;
    }
    texts.push(at.name, at.message, at.stack ?? '');
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'cause') texts.push(JSON.stringify(at[name as keyof Error]) ?? '');
    at = at.cause;
  }
  return texts.join('\n');
}
