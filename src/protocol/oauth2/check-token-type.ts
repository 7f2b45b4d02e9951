import type { TokenEndpointResponse } from 'openid-client';
import { ProviderUnavailableError } from '../../shared/errors.js';

/**
 * Refuses a token of another type than we asked for: we would send it in a way that its issuer does not mean (RFC 6749, section 7.1). Throws
 * a `ProviderUnavailableError`.
 */
export function checkTokenType(response: TokenEndpointResponse, expected: 'bearer' | 'dpop', client: string): void {
  // Nothing but printable ASCII can stand in a header (RFC 6749, appendix A.12).
  if (response.token_type === expected && /^[\x20-\x7e]+$/.test(response.access_token)) return;
  const use = expected === 'bearer' ? 'sent as a Bearer token' : 'bound to the DPoP key of the request';
  throw new ProviderUnavailableError(`The provider issued a token that cannot be ${use}`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}
