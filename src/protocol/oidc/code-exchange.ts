import * as openid from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import { CallbackError } from '../../shared/errors.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import type { AuthorizationResponse, PendingChecks } from '../client.js';
import { isAuthenticationTooOld } from './authentication-age.js';
import { checkTokenType } from '../transport/provider-connection.js';
import type { TokenResponse } from '../oauth2/token-requests.js';
import { upstreamError } from '../oauth2/upstream-error.js';
import type { Stage } from '../oauth2/upstream-error.js';

/** What a code is exchanged with, beside the response. */
export interface CodeExchange {
  /** The name of the client. */
  client: string;
  clock: Clock;
  /** Whether the response must be a signed one (JARM, section 2). */
  isSigned: boolean;
  /** Fetches the provider's keys for a signed response. */
  keys: Fetch;
  /** The key that the tokens will be bound to. */
  dpop: openid.DPoPHandle | undefined;
  /** What must not be repeated. */
  secrets: readonly string[];
}

/** Checks an authorization response of OpenID Connect, and exchanges its code. Throws an `OAuthError`. (OIDC Core, section 3.1.3) */
export async function exchangeCode(
  config: openid.Configuration,
  { parameters, state, redirectUri, pendingChecks }: AuthorizationResponse,
  { client, clock, isSigned, keys, dpop, secrets }: CodeExchange,
): Promise<TokenResponse> {
  const checks: openid.AuthorizationCodeGrantChecks = {
    expectedState: state,
    pkceCodeVerifier: pendingChecks.codeVerifier ?? '',
    idTokenExpected: true,
    ...(pendingChecks.nonce === undefined ? {} : { expectedNonce: pendingChecks.nonce }),
    ...(pendingChecks.maxAge === undefined ? {} : { maxAge: sinceAuthentication(pendingChecks.maxAge, clock()) }),
  };
  if (isSigned) openid.useJwtResponseMode(config);
  const stage = stageOf(config, keys);
  try {
    const url = new URL(`${redirectUri}?${parameters}`);
    const tokens = await openid.authorizationCodeGrant(config, url, checks, undefined, dpop ? { DPoP: dpop } : {});
    checkTokenType(tokens, dpop ? 'dpop' : 'bearer', client);
    return tokens;
  } catch (error) {
    const all = [parameters.get('code'), parameters.get('response'), pendingChecks.codeVerifier, ...secrets];
    const reason = isAuthenticationTooOld(error, checks) ? 'authentication-too-old' : undefined;
    throw upstreamError(error, { stage: stage(), client, secrets: all, reason });
  }
}

/** Throws a `CallbackError` where the provider is another one than when the login began (RFC 9700, section 4.4.2). */
export function checkSameIssuer(issuer: string, { pendingChecks }: AuthorizationResponse, client: string): void {
  if (issuer === pendingChecks.issuer) return;
  throw new CallbackError('The issuer is another one than when the login began', {
    code: 'ERR_OAUTH_ISSUER_MISMATCH',
    client,
  });
}

/** A login that began before its tokens were to be bound to a key. */
export function withoutKey(client: string): CallbackError {
  return new CallbackError('This login began before the tokens of this client were bound to a key', {
    code: 'ERR_OAUTH_STATE_UNKNOWN',
    client,
  });
}

/** What openid-client finds wrong before it asks the token endpoint is wrong in the authorization response; for a signed one it asks for keys. */
function stageOf(config: openid.Configuration, fetchKeys: Fetch): () => Stage {
  let stage: Stage = 'authorization response';
  const { jwks_uri: keys = '' } = config.serverMetadata();
  const fetch = config[openid.customFetch] as Fetch;
  config[openid.customFetch] = (url, init) => {
    const isOfResponse = stage === 'authorization response' && url === new URL(keys).href;
    if (!isOfResponse) stage = 'token';
    return (isOfResponse ? fetchKeys : fetch)(url, init as RequestInit);
  };
  return () => stage;
}

/** The limit is meant for when the login began (OIDC Core, section 3.1.2.1): what the user took since is no part of it. */
function sinceAuthentication({ seconds, from }: NonNullable<PendingChecks['maxAge']>, now: number): number {
  return seconds + Math.max(0, Math.ceil((now - from) / 1000));
}
