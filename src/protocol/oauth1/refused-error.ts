import { ProviderError } from '../../shared/errors.js';
import type { Refusal } from '../transport/read-refusal.js';

/** The problems by which a provider says that the user did not allow the sign-in (OAuth Problem Reporting, section 3). */
const CANCELLED = new Set(['user_refused', 'permission_denied', 'access_denied', 'denied']);

/** A refusal of the endpoints for credentials, or of the user. */
interface RefusedRequest {
  /** The status of the answer; undefined for an authorization response. */
  status?: number;
  refusal: Refusal;
  /** The answer, without secrets. */
  cause?: Error;
  client: string;
}

/** The error for a refusal. What a provider says is not quoted as its code, unless we know it: it may be what we sent, even the signature. */
export function refusedError({ status, refusal, cause, client }: RefusedRequest): ProviderError {
  const isCancelled = CANCELLED.has(problemIn(refusal));
  if (isCancelled)
    return new ProviderError('The sign-in was cancelled at the provider', {
      code: 'ERR_OAUTH_ACCESS_DENIED',
      status: 403,
      client,
      error: problemIn(refusal),
      cause,
    });
  return new ProviderError('The provider refused', {
    code: status === undefined ? 'ERR_OAUTH_AUTHORIZATION_RESPONSE' : 'ERR_OAUTH_TOKEN_ENDPOINT',
    client,
    error: status === undefined ? (refusal.error ?? '') : `status ${status}`,
    hint:
      status === undefined
        ? undefined
        : 'Check "clientId", "clientSecret", the callback registered at the provider, and the clock of this machine',
    cause,
  });
}

function problemIn({ error = '' }: Refusal): string {
  return error.toLowerCase();
}
