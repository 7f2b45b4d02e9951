import * as openid from 'openid-client';
import type { AuthorizationResponse, PendingChecks } from '../client.js';
import { checkTokenType } from '../oauth2/check-token-type.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import type { TokenResponse } from '../oauth2/token-requests.js';
import { upstreamError, type Stage } from '../oauth2/upstream-error.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { isAuthenticationTooOld } from './authentication-age.js';
import type { OidcSetup } from './oidc-setup.js';

/** Checks an authorization response and exchanges its code. Rejects with an `OAuthError`. (OIDC Core, section 3.1.3) */
export async function exchangeCode(
  setup: OidcSetup,
  config: openid.Configuration,
  { response, dpop }: { response: AuthorizationResponse; dpop: openid.DPoPHandle | undefined },
): Promise<TokenResponse> {
  const { profile, connection, provider } = setup;
  const { parameters, redirectUri } = response;
  const checks = grantChecks(setup, response);
  if (profile.isSigned) openid.useJwtResponseMode(config);
  const stage = followStage(config, (url, init) => provider.documents.fetchResponseKeys(url, init));
  try {
    const url = new URL(`${redirectUri}?${parameters}`);
    const tokens = await openid.authorizationCodeGrant(config, url, checks, undefined, dpop ? { DPoP: dpop } : {});
    checkTokenType(tokens, dpop ? 'dpop' : 'bearer', connection.name);
    return tokens;
  } catch (error) {
    const exchangeError = upstreamError(error, {
      stage: stage(),
      client: connection.name,
      secrets: [
        parameters.get('code'),
        parameters.get('response'),
        checks.pkceCodeVerifier,
        ...secretsOf(setup.options),
      ],
      reason: isAuthenticationTooOld(error, checks) ? 'authentication-too-old' : undefined,
    });
    provider.distrustKeysAfter(exchangeError);
    throw exchangeError;
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

/**
 * Follows which stage the exchange is in. An error before the request to the token endpoint is about the authorization response; checking a
 * signed one needs the provider's keys.
 */
function followStage(config: openid.Configuration, fetchKeys: Fetch): () => Stage {
  let stage: Stage = 'authorization response';
  const { jwks_uri: keys = '' } = config.serverMetadata();
  const fetch = config[openid.customFetch] as Fetch;
  config[openid.customFetch] = (url, init) => {
    const isForResponse = stage === 'authorization response' && url === new URL(keys).href;
    if (!isForResponse) stage = 'token';
    return (isForResponse ? fetchKeys : fetch)(url, init as RequestInit);
  };
  return () => stage;
}
