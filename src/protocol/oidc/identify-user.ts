import type { DPoPHandle } from 'openid-client';
import type { AuthorizationResponse, Identity } from '../client.js';
import { CallbackError } from '../../shared/errors.js';
import { grantedScope } from '../oauth2/granted-scope.js';
import { readTokenSet } from '../oauth2/read-token-set.js';
import type { TokenSet } from '../token-set.js';
import { readGroups } from '../user/groups.js';
import { readAuthentication } from './authentication.js';
import { exchangeCode } from './exchange-code.js';
import { readIdTokenClaims } from './id-token-claims.js';
import type { OidcSetup } from './oidc-setup.js';
import { readUser } from './read-user.js';
import { ownEssentialAcr } from './requested-authentication.js';
import { requestedScope } from './requested-scope.js';
import { createLateKey } from './token-key.js';

/** `Client.identify()` for OpenID Connect (OIDC Core, section 3.1.3). Rejects with an `OAuthError`. */
export async function identifyUser(setup: OidcSetup, response: AuthorizationResponse): Promise<Identity> {
  const { options, profile, connection, provider, requests, dpop, clock } = setup;
  const { pendingChecks, parameters } = response;
  const client = connection.name;
  const config = await provider.configuration();
  checkSameIssuer(config.serverMetadata().issuer, pendingChecks.issuer ?? options.issuer, client);
  provider.checkProfile(config);
  const lateKey = pendingChecks.dpopKey ? undefined : await createLateKey(setup, config);
  const dpopKey = pendingChecks.dpopKey ?? lateKey;
  if (profile.dpop && dpopKey === undefined) throw noKeyError(client);
  const handle: DPoPHandle | undefined = dpopKey && (await dpop.createHandle(config, dpopKey));
  const tokens = await exchangeCode(setup, config, { response, dpop: handle }).catch((error: unknown) => {
    if (lateKey) dpop.returnUnused(lateKey);
    throw error;
  });
  const acr = pendingChecks.acr ?? ownEssentialAcr(options);
  const checks = { clientId: options.clientId, client, now: clock(), acr };
  const claims = readIdTokenClaims(tokens, checks);
  if (!claims) throw noIdTokenError(client);
  const accessToken = tokens.access_token;
  const { subject, info } = await readUser(setup, config, { claims, parameters, accessToken, dpop: handle });
  const tokenSet: TokenSet = { ...readTokenSet(tokens, clock()), ...(dpopKey && { dpopKey }) };
  const { groups } = options;
  return {
    subject,
    info,
    groups: groups && (await readGroups(groups, info.raw, requests.pageRequests(tokenSet))),
    scope: grantedScope(tokens.scope, () => requestedScope(options, pendingChecks.scope ?? [])),
    tokens: tokenSet,
    authentication: readAuthentication(claims),
    providerSession: typeof claims['sid'] === 'string' ? { issuer: claims.iss, sid: claims['sid'] } : undefined,
  };
}

/** Throws a `CallbackError` when the issuer has changed since the login began (RFC 9700, section 4.4.2). */
function checkSameIssuer(issuer: string, pinned: string, client: string): void {
  if (issuer === pinned) return;
  throw new CallbackError('The issuer is another one than when the login began', {
    code: 'ERR_OAUTH_ISSUER_MISMATCH',
    client,
  });
}

function noKeyError(client: string): CallbackError {
  return new CallbackError('This login began before the option "dpop" of the client was set', {
    code: 'ERR_OAUTH_STATE_UNKNOWN',
    client,
  });
}

function noIdTokenError(client: string): CallbackError {
  return new CallbackError('The provider sent no ID token', { code: 'ERR_OAUTH_ID_TOKEN', status: 502, client });
}
