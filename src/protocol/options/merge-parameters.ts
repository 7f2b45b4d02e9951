import type { AuthorizationParameters } from './client-options.js';

/**
 * Merges authorization parameters; later sources win. What a source asks of the authentication, a later one cannot weaken. The values of a
 * list are appended one by one.
 */
export function mergeParameters(...sources: readonly (AuthorizationParameters | undefined)[]): URLSearchParams {
  const merged = sources.reduce<AuthorizationParameters>(mergeTwo, {});
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(merged))
    for (const each of typeof value === 'string' ? [value] : value) query.append(name, each);
  return query;
}

type Value = AuthorizationParameters[string];

/** The parameters about the authentication, each with the value that meets both (OIDC Core, section 3.1.2.1). */
const STRICTER: Readonly<Record<string, (earlier: Value, later: Value) => Value>> = {
  max_age: (earlier, later) => (Number(earlier) < Number(later) ? earlier : later),
  prompt: (earlier, later) =>
    wordsIn(earlier).includes('login') && !wordsIn(later).includes('login') ? earlier : later,
  // Any of the classes will do for each source, so those that are in both will do for both.
  acr_values: (earlier, later) =>
    wordsIn(later)
      .filter((word) => wordsIn(earlier).includes(word))
      .join(' ') || later,
};

function mergeTwo(earlier: AuthorizationParameters, later: AuthorizationParameters = {}): AuthorizationParameters {
  const both = Object.keys(later).filter((name) => Object.hasOwn(earlier, name) && Object.hasOwn(STRICTER, name));
  const stricter = both.map((name) => [name, STRICTER[name]?.(earlier[name] ?? '', later[name] ?? '')]);
  return { ...earlier, ...later, ...Object.fromEntries(stricter) } as AuthorizationParameters;
}

function wordsIn(value: Value): string[] {
  return [value].flat().flatMap((each) => each.split(' ').filter(Boolean));
}
