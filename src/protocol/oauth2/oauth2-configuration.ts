import * as openid from 'openid-client';
import type { OAuth2Setup } from './oauth2-setup.js';

/** Creates a configuration of openid-client. `onRequest` is called before each request. */
export function createConfiguration(
  { options, connection, fetch, authentication, isInsecure }: OAuth2Setup,
  onRequest: () => void = () => undefined,
): openid.Configuration {
  const { clientId, issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint, introspectionEndpoint } = options;
  const server: openid.ServerMetadata = {
    issuer: issuer ?? new URL(authorizationEndpoint).origin,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    ...(revocationEndpoint === undefined ? {} : { revocation_endpoint: revocationEndpoint }),
    ...(introspectionEndpoint === undefined ? {} : { introspection_endpoint: introspectionEndpoint }),
    ...(issuer === undefined ? {} : { authorization_response_iss_parameter_supported: true }),
  };
  const config = new openid.Configuration(server, clientId, {}, authentication);
  if (isInsecure) openid.allowInsecureRequests(config);
  config.timeout = connection.backstopSeconds;
  config[openid.customFetch] = (url, init) => {
    onRequest();
    return fetch(url, init as RequestInit);
  };
  return config;
}
