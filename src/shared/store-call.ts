import { SessionError } from './errors.js';
import { isError, wordsOf } from './thrown.js';
import { withTimeLimit } from './time-limit.js';

/** Waits for a call of a session store that takes a callback, with a time limit. Rejects with a `SessionError`. */
export async function storeCall(timeoutMs: number, call: (done: (error?: unknown) => void) => unknown): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    try {
      call((error) => (error ? reject(storeError(error)) : resolve()));
    } catch (error) {
      // A store of the app's own may throw at once.
      reject(storeError(error));
    }
  });
  await withTimeLimit(done, timeoutMs, () => storeError(new Error(`No answer within ${timeoutMs} ms`)));
}

/** An error of a session store as a `SessionError`. Only its message is kept: the error may hold what was to be stored. */
export function storeError(error: unknown): SessionError {
  if (isError(error) && error instanceof SessionError) return error;
  return new SessionError('The session store failed', {
    code: 'ERR_OAUTH_SESSION_STORE',
    cause: new Error(wordsOf(error)),
  });
}
