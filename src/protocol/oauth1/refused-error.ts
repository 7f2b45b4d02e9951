import { ProviderError } from '../../shared/errors.js';
import { cancelledError, isCancelled } from '../cancelled.js';
import type { Refusal } from '../transport/read-refusal.js';

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
  const { error = '' } = refusal;
  if (isCancelled(error)) return cancelledError({ client, error: error.toLowerCase(), cause });
  return new ProviderError('The provider refused', {
    code: status === undefined ? 'ERR_OAUTH_AUTHORIZATION_RESPONSE' : 'ERR_OAUTH_TOKEN_ENDPOINT',
    client,
    error: status === undefined ? error : `status ${status}`,
    hint:
      status === undefined
        ? undefined
        : 'Check "clientId", "clientSecret", the callback registered at the provider, and the clock of this machine',
    cause,
  });
}
