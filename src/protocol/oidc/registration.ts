import * as openid from 'openid-client';
import { chooseAuthentication } from '../oauth2/choose-authentication.js';
import { usesMutualTls } from '../options/client-authentication.js';
import type { OidcOptions } from '../options/oidc-options.js';

/** Our registration, as openid-client needs it. */
interface Registration {
  clientId: string;
  metadata: Partial<openid.ClientMetadata>;
  authentication: openid.ClientAuth;
}

/** Reads our registration from the options. */
export function readRegistration(options: OidcOptions): Registration {
  const authentication = chooseAuthentication(options, { unlisted: 'client_secret_basic', audience: 'issuer' });
  return { clientId: options.clientId, metadata: buildClientMetadata(options), authentication };
}

/** The metadata of it (OIDC Dynamic Client Registration, section 2; RFC 8705; JARM). */
function buildClientMetadata(options: OidcOptions): Partial<openid.ClientMetadata> {
  const { idTokenSignedResponseAlg, authorizationSignedResponseAlg, clockToleranceSeconds = 30 } = options;
  return {
    [openid.clockTolerance]: clockToleranceSeconds,
    ...(idTokenSignedResponseAlg && { id_token_signed_response_alg: idTokenSignedResponseAlg }),
    ...(authorizationSignedResponseAlg && { authorization_signed_response_alg: authorizationSignedResponseAlg }),
    use_mtls_endpoint_aliases: usesMutualTls(options),
  };
}
