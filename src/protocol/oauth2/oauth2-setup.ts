import type { ClientAuth } from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import type { OAuth2Options } from '../options/oauth2-options.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { findProviderApi } from '../transport/provider-api.js';
import { connectToProvider, type ProviderConnection } from '../transport/provider-connection.js';
import { fixedFetch } from '../transport/provider-fixes.js';
import { readClaim } from '../user/claim-source.js';
import { refusingFetch } from '../transport/refusing-fetch.js';
import { chooseAuthentication } from './choose-authentication.js';
import { secretsOf } from './secrets-of.js';
import { TokenRequests } from './token-requests.js';

/** The parts that an OAuth 2.0 client is built of. */
export interface OAuth2Setup {
  options: OAuth2Options;
  connection: ProviderConnection;
  /** Fetches from the provider, with the corrections of the option `fixes`. */
  fetch: Fetch;
  authentication: ClientAuth;
  requests: TokenRequests;
  clock: Clock;
  /** Whether an endpoint is plain http. */
  isInsecure: boolean;
}

/** Builds the parts of a client from its options. Nothing is requested yet. */
export function setUpOAuth2(options: OAuth2Options, isInsecure: boolean): OAuth2Setup {
  const { name, issuer, tokenEndpoint, userinfoEndpoint, revocationEndpoint, fixes = {}, clock = Date.now } = options;
  const connection = connectToProvider(options, { name, label: name });
  const { identField = 'sub' } = options;
  const endpoints = {
    token: tokenEndpoint,
    userInfo: userinfoEndpoint,
    tolerant: true,
    hasSubject: (info: Record<string, unknown>) => Boolean(readClaim(info, identField)),
  };
  return {
    options,
    connection,
    fetch: refusingFetch(fixedFetch(connection.fetch, fixes, endpoints), { revocation: revocationEndpoint }),
    authentication: chooseAuthentication(options, {
      unlisted: 'client_secret_post',
      // Without an issuer we make one up, and no provider would know it.
      audience: issuer === undefined ? 'token endpoint' : 'issuer',
    }),
    requests: new TokenRequests({
      connection,
      api: findProviderApi(options, [userinfoEndpoint]),
      placement: options.tokenPlacement ?? 'header',
      headers: options.apiHeaders ?? {},
      secrets: secretsOf(options),
      clock,
      isTolerant: true,
    }),
    clock,
    isInsecure,
  };
}
