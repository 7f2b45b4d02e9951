import * as openid from 'openid-client';
import type { AuthorizationResponse } from '../client.js';
import { readExpectedResponse } from './check-response.js';
import { checkTokenResponse } from './check-token-response.js';
import type { Stage } from './circumstances.js';
import { createConfiguration } from './oauth2-configuration.js';
import type { OAuth2Setup } from './oauth2-setup.js';
import { secretsOf } from './secrets-of.js';
import { upstreamError } from './upstream-error.js';

/** Checks an authorization response and exchanges its code. Rejects with an `OAuthError`. (RFC 6749, section 4.1.3) */
export async function exchangeCode(
  setup: OAuth2Setup,
  { parameters: sent, state, redirectUri, pendingChecks }: AuthorizationResponse,
): Promise<openid.TokenEndpointResponse> {
  const { options, connection } = setup;
  const { codeVerifier = '' } = pendingChecks;
  const { parameters, cause } = readExpectedResponse(sent, { client: connection.name, fixes: options.fixes });
  const query = new URLSearchParams(parameters);
  // Without a known issuer there is nothing to compare it with. Each client has its own redirect URI instead.
  if (options.issuer === undefined) query.delete('iss');
  let stage: Stage = 'authorization response';
  const config = createConfiguration(setup, () => (stage = 'token'));
  try {
    const url = new URL(`${redirectUri}?${query}`);
    const checks = { expectedState: state, pkceCodeVerifier: codeVerifier };
    const { responseParameters = {} } = pickResponseParameters(options, parameters);
    const tokens = await openid.authorizationCodeGrant(config, url, checks, responseParameters);
    checkTokenResponse(tokens, 'bearer', connection.name);
    return tokens;
  } catch (error) {
    const secrets = [parameters.get('code'), codeVerifier, ...secretsOf(options)];
    throw upstreamError(error, { stage, client: connection.name, secrets, cause });
  }
}

/** Picks the parameters of the authorization response that the provider expects again in token requests. */
export function pickResponseParameters(
  { responseParameters: names }: OAuth2Setup['options'],
  parameters: URLSearchParams,
): { responseParameters?: Record<string, string> } {
  if (names === undefined) return {};
  return { responseParameters: Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) };
}
