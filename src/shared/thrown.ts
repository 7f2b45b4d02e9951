const MAX_WORDS_LENGTH = 200;
const MAX_NAME_LENGTH = 50;

/** Whether something that was thrown is an error. Never throws: a revoked Proxy has no prototype to look at. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** The words of anything that was thrown, cut: the message of an error, or a text. Never throws, whatever it is given. */
export function wordsOf(thrown: unknown, maxLength = MAX_WORDS_LENGTH): string {
  if (typeof thrown === 'string') return thrown.slice(0, maxLength);
  if (!isError(thrown)) return 'it threw no error';
  return readText(thrown, 'message')?.slice(0, maxLength) ?? 'it threw an error without a message';
}

/** The name of an error that was thrown, cut. Never throws. For errors of functions that know secrets: their messages may quote one. */
export function nameOf(thrown: unknown): string {
  if (!isError(thrown)) return 'it threw no error';
  return readText(thrown, 'name')?.slice(0, MAX_NAME_LENGTH) ?? 'Error';
}

/** The code of an error that was thrown, where it is a text. Never throws. */
export function codeOf(thrown: unknown): string | undefined {
  return isError(thrown) ? readText(thrown, 'code') : undefined;
}

function readText(error: Error & { code?: unknown }, name: 'message' | 'name' | 'code'): string | undefined {
  try {
    const text: unknown = error[name];
    return typeof text === 'string' ? text : undefined;
  } catch {
    // A getter, or a Proxy.
    return undefined;
  }
}
