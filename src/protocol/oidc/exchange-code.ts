import * as openid from 'openid-client';
import type { AuthorizationResponse, PendingChecks } from '../client.js';
import { readExpectedResponse } from '../oauth2/check-response.js';
import { checkTokenResponse } from '../oauth2/check-token-response.js';
import type { Stage } from '../oauth2/circumstances.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import type { TokenResponse } from '../oauth2/token-response.js';
import { upstreamError } from '../oauth2/upstream-error.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { isAuthenticationTooOld } from './authentication-age.js';
import type { OidcSetup } from './oidc-setup.js';
import { openIdToken } from './open-id-token.js';
import { metadataOf } from './metadata-of.js';

/** Checks an authorization response and exchanges its code. Rejects with an `OAuthError`. (OIDC Core, section 3.1.3) */
export async function exchangeCode(
  setup: OidcSetup,
  config: openid.Configuration,
  { response, dpop }: { response: AuthorizationResponse; dpop: openid.DPoPHandle | undefined },
): Promise<TokenResponse> {
  const { profile, connection, provider } = setup;
  const { redirectUri } = response;
  const { fixes } = setup.options;
  const { parameters, cause } = readExpectedResponse(response.parameters, { client: connection.name, fixes });
  const checks = grantChecks(setup, response);
  const url = new URL(`${redirectUri}?${parameters}`);
  let stage: Stage = 'authorization response';
  const exchange = (current: openid.Configuration): Promise<TokenResponse> => {
    if (profile.isSigned) openid.useJwtResponseMode(current);
    followTokenRequest(current, () => (stage = 'token'));
    return openid.authorizationCodeGrant(current, url, checks, undefined, dpop ? { DPoP: dpop } : {});
  };
  try {
    const received = await provider.verify(config, exchange, () => (stage === 'token' ? 'login' : 'response'));
    // Opened before its length is checked: it may have been compressed.
    const tokens = await openIdToken(setup, received);
    checkTokenResponse(tokens, dpop ? 'dpop' : 'bearer', connection.name);
    return tokens;
  } catch (error) {
    throw upstreamError(error, {
      stage,
      client: connection.name,
      secrets: [
        parameters.get('code'),
        parameters.get('response'),
        checks.pkceCodeVerifier,
        ...secretsOf(setup.options),
      ],
      cause,
      reason: isAuthenticationTooOld(error, checks) ? 'authentication-too-old' : undefined,
    });
  }
}

function grantChecks(
  { clock }: OidcSetup,
  { state, pendingChecks }: AuthorizationResponse,
): openid.AuthorizationCodeGrantChecks {
  const { codeVerifier = '', nonce, maxAge } = pendingChecks;
  return {
    expectedState: state,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
    ...(nonce === undefined ? {} : { expectedNonce: nonce }),
    ...(maxAge === undefined ? {} : { maxAge: allowedSeconds(maxAge, clock()) }),
  };
}

/** `max_age` counts from the request (OIDC Core, section 3.1.2.1). The time that the user took since then is added. */
function allowedSeconds({ seconds, from }: NonNullable<PendingChecks['maxAge']>, now: number): number {
  return seconds + Math.max(0, Math.ceil((now - from) / 1000));
}

/** An error before the request to the token endpoint is about the authorization response. A signed one may need a request for keys. */
function followTokenRequest(config: openid.Configuration, onRequest: () => void): void {
  const { jwks_uri: keys = '' } = metadataOf(config);
  const fetch = config[openid.customFetch] as Fetch;
  config[openid.customFetch] = (url, init) => {
    if (url !== new URL(keys).href) onRequest();
    return fetch(url, init as RequestInit);
  };
}
