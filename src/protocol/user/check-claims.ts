import { ProviderUnavailableError } from '../../shared/errors.js';

/** The deepest nesting of an answer. */
const MAX_DEPTH = 32;
/** The most values in the claims of a user: members, and entries of lists, at any depth. */
const MAX_VALUES = 2000;
/** The claims of a user as JSON. They are read with every request of the user. */
const MAX_BYTES = 64 * 1024;

/**
 * Checks that the claims of a user are few, small and not nested deeply: they are stored in the session. Throws a
 * `ProviderUnavailableError`.
 */
export function checkClaims(claims: unknown, client?: string): void {
  checkNesting(claims, client);
  if (Buffer.byteLength(JSON.stringify(claims)) > MAX_BYTES)
    throw tooMuchError(`The claims about the user are larger than ${MAX_BYTES / 1024} kB`, client);
}

/** Checks an answer before it is copied or changed, and needs no stack for that. Throws a `ProviderUnavailableError`. */
export function checkNesting(answer: unknown, client?: string, maxValues = MAX_VALUES): void {
  let count = 0;
  let level: unknown[] = [answer];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth >= MAX_DEPTH) throw tooMuchError(`The provider's answer is nested more than ${MAX_DEPTH} deep`, client);
      const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
      count += values.length;
      if (count > maxValues) throw tooMuchError(`The provider's answer has more than ${maxValues} values`, client);
      for (const each of values) below.push(each);
    }
    level = below;
  }
}

/** The error for an answer that is more than a session can hold. */
export function tooMuchError(message: string, client: string | undefined): ProviderUnavailableError {
  return new ProviderUnavailableError(message, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
    hint: 'Ask for fewer scopes, have the provider send fewer claims, or drop what is not needed by `fixes: { userInfo }`',
  });
}
