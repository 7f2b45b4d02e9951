import { ConfigurationError } from '../../shared/errors.js';

/** The error of a hook, whose name says where to look. `cause` is what the hook threw, or what is wrong with its result. */
export function hookError(hook: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The hook "${hook}" failed`, {
    code: 'ERR_OAUTH_HOOK',
    cause,
    hint: `Look at the cause: it is what "${hook}" threw`,
  });
}
