import type { PendingChecks } from '../client.js';
import { isRecord } from '../is-record.js';
import { readClaim } from '../user/claim-source.js';

/** The demands of an authorization request on the authentication. The ID token must meet them. */
export function readRequestedAuthentication(
  parameters: URLSearchParams,
  now: number,
): Pick<PendingChecks, 'maxAge' | 'acr'> {
  const maxAge = parameters.get('max_age');
  const acr = essentialAcr(parameters);
  return {
    ...(acr && { acr }),
    ...(maxAge === null ? {} : { maxAge: { seconds: Number(maxAge), from: now } }),
  };
}

/**
 * The authentication classes that the parameter `claims` marks as essential: the ID token must have one of them. The parameter `acr_values`
 * is only a wish. (OIDC Core, sections 3.1.2.1 and 5.5.1.1)
 */
function essentialAcr(parameters: URLSearchParams): string[] | undefined {
  const acr: unknown = readClaim(parseRecord(parameters.get('claims') ?? ''), 'id_token.acr');
  if (!isRecord(acr) || acr['essential'] !== true) return undefined;
  const values: unknown[] = Array.isArray(acr['values']) ? acr['values'] : [acr['value']];
  const classes = values.filter((value): value is string => typeof value === 'string');
  return classes.length > 0 ? classes : undefined;
}

function parseRecord(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
