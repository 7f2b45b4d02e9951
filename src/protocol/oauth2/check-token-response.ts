import type { TokenEndpointResponse } from 'openid-client';
import { ProviderUnavailableError } from '../../shared/errors.js';

/** Tokens are stored with every session. */
const MAX_TOKEN_LENGTH = 64 * 1024;

/**
 * Refuses tokens that are too long to be stored, and a token of another type than we asked for: we would send it in a way that its issuer does
 * not mean (RFC 6749, section 7.1). Throws a `ProviderUnavailableError`.
 */
export function checkTokenResponse(response: TokenEndpointResponse, expected: 'bearer' | 'dpop', client: string): void {
  const { access_token, refresh_token = '', id_token = '' } = response;
  if ([access_token, refresh_token, id_token].some((token) => token.length > MAX_TOKEN_LENGTH))
    throw new ProviderUnavailableError(`The provider issued a token of more than ${MAX_TOKEN_LENGTH} characters`, {
      code: 'ERR_OAUTH_BAD_RESPONSE',
      client,
      hint: 'Have the provider put fewer claims, such as groups, into its tokens',
    });
  // Nothing but printable ASCII can stand in a header (RFC 6749, appendix A.12).
  if (response.token_type === expected && /^[\x20-\x7e]+$/.test(response.access_token)) return;
  const use = expected === 'bearer' ? 'sent as a Bearer token' : 'bound to the DPoP key of the request';
  throw new ProviderUnavailableError(`The provider issued a token that cannot be ${use}`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}
