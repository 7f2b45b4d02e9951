import type { AuthorizationParameters } from './client-options.js';

/** Merges authorization parameters; later sources win. The values of a list are appended one by one. */
export function mergeParameters(...sources: readonly (AuthorizationParameters | undefined)[]): URLSearchParams {
  const merged: AuthorizationParameters = Object.assign({}, ...sources);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(merged))
    for (const each of typeof value === 'string' ? [value] : value) query.append(name, each);
  return query;
}
