import { ConfigurationError } from '../../shared/errors.js';
import { nameOf } from '../../shared/thrown.js';

/** The result of a fix, at once or later; nothing when it changed its argument in place. */
export type Fixed<T> = T | void | Promise<T | void>;

/** Corrects an answer. */
export type Fix = (body: Record<string, unknown>) => Fixed<Record<string, unknown>>;

/** A function of the option `fixes`. */
export interface NamedFix<T> {
  name: string;
  apply: (given: T) => Fixed<T>;
  isValid: (value: unknown) => boolean;
}

/** Applies a function of the app. Throws a `ConfigurationError` when it fails. */
export async function applyFix<T>(given: T, { name, apply, isValid }: NamedFix<T>): Promise<T> {
  let result: T;
  try {
    const returned: T | void = await apply(given);
    result = returned === undefined ? given : returned;
    JSON.stringify(result);
  } catch (error) {
    throw fixError(name, nameOf(error));
  }
  if (isValid(result)) return result;
  throw fixError(name, 'it returned something else than it was given');
}

/** The error for a function of the app that fails. */
export function fixError(name: string, reason: string): ConfigurationError {
  return new ConfigurationError(`The function "${name}" of the option "fixes" failed`, {
    code: 'ERR_OAUTH_HOOK',
    cause: new Error(reason),
    hint: 'Its own error message is left out: it may quote a token',
  });
}
