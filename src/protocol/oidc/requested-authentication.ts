import { parseJson } from '../../shared/parse-json.js';
import type { PendingChecks } from '../client.js';
import { isRecord } from '../is-record.js';
import { mergeParameters } from '../options/merge-parameters.js';
import type { OidcOptions } from '../options/oidc-options.js';
import { readClaim } from '../user/claim-source.js';

/** The age of the authentication that a request demands. The ID token must meet it. */
export function readMaxAge(parameters: URLSearchParams, now: number): Pick<PendingChecks, 'maxAge'> {
  const maxAge = parameters.get('max_age');
  return maxAge === null ? {} : { maxAge: { seconds: Number(maxAge), from: now } };
}

/**
 * The authentication classes that the parameter `claims` marks as essential: the ID token must have one of them. The parameter `acr_values`
 * is only a wish. Empty when there are none. (OIDC Core, sections 3.1.2.1 and 5.5.1.1)
 */
export function essentialAcr(parameters: URLSearchParams): string[] {
  const claims = parseJson(parameters.get('claims') ?? '');
  const acr = isRecord(claims) ? readClaim(claims, 'id_token.acr') : undefined;
  if (!isRecord(acr) || acr['essential'] !== true) return [];
  const values: unknown[] = Array.isArray(acr['values']) ? acr['values'] : [acr['value']];
  return values.filter((value): value is string => typeof value === 'string');
}

/** The same of the client's own parameters. */
export function ownEssentialAcr({ authorizationParams }: OidcOptions): string[] {
  return essentialAcr(mergeParameters(authorizationParams));
}
