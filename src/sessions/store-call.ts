import { SessionError } from '../shared/errors.js';
import { withTimeLimit } from '../shared/time-limit.js';

/** Waits for an action of a session store, and no longer than the time limit. Throws a `SessionError`. */
export async function stored(timeoutMs: number, action: (done: (error?: unknown) => void) => unknown): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    action((error) => (error ? reject(storeError(error)) : resolve()));
  });
  await withTimeLimit(done, timeoutMs, () => storeError(new Error(`No answer within ${timeoutMs} ms`)));
}

/** An error of a session store as ours. */
export function storeError(error: unknown): SessionError {
  if (error instanceof SessionError) return error;
  return new SessionError('The session store did not do what it was asked to', {
    code: 'ERR_OAUTH_SESSION_STORE',
    cause: error instanceof Error ? new Error(error.message.slice(0, 200)) : undefined,
  });
}
