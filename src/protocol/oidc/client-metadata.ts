import * as openid from 'openid-client';
import { usesMutualTls } from '../options/client-authentication.js';
import type { OidcOptions } from '../options/oidc-options.js';

/** The metadata of our registration that openid-client needs (OIDC Dynamic Client Registration, section 2; RFC 8705; JARM). */
export function buildClientMetadata(options: OidcOptions): Partial<openid.ClientMetadata> {
  const { idTokenSignedResponseAlg, authorizationSignedResponseAlg, clockToleranceSeconds = 30 } = options;
  return {
    [openid.clockTolerance]: clockToleranceSeconds,
    ...(idTokenSignedResponseAlg && { id_token_signed_response_alg: idTokenSignedResponseAlg }),
    ...(authorizationSignedResponseAlg && { authorization_signed_response_alg: authorizationSignedResponseAlg }),
    use_mtls_endpoint_aliases: usesMutualTls(options),
  };
}
