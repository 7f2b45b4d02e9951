import { ConfigurationError, isOAuthError } from '../../shared/errors.js';
import type { Awaitable } from './hooks.js';

/** Asks the app something by one of its functions. What that throws or rejects with becomes an error of ours that names it. */
export async function askHook<Answer>(hook: string, ask: () => Awaitable<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw isOAuthError(error) ? error : hookError(hook, error);
  }
}

/** The app's own error in a hook, as ours: the hook's name says where to look. */
export function hookError(hook: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The hook "${hook}" failed`, {
    code: 'ERR_OAUTH_HOOK',
    cause,
    hint: `Look at the cause: it is what "${hook}" threw`,
  });
}
