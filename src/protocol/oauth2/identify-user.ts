import type { AuthorizationResponse, Identity } from '../client.js';
import { readClaim } from '../user/claim-source.js';
import { readGroups } from '../user/groups.js';
import { checkSubject } from '../user/subject.js';
import { pickStandardClaims } from '../user/user-claims.js';
import { exchangeCode, pickResponseParameters } from './exchange-code.js';
import { grantedScope } from './granted-scope.js';
import type { OAuth2Setup } from './oauth2-setup.js';
import { readTokenSet } from './read-token-set.js';
import { requestedScope } from './requested-scope.js';
import { fetchEmail, fetchUserInfo } from './user-info.js';

const IDENT_HINT = 'The option "identField" names the field of the user info with the stable id of the user';

/** `Client.identify()` for OAuth 2.0: exchanges the code and reads the user info. Rejects with an `OAuthError`. */
export async function identifyUser(setup: OAuth2Setup, response: AuthorizationResponse): Promise<Identity> {
  const { options, connection, requests, clock } = setup;
  const tokens = await exchangeCode(setup, response);
  const raw = await fetchUserInfo(setup, tokens);
  const subject = checkSubject(readClaim(raw, options.identField ?? 'sub'), connection.name, IDENT_HINT);
  const email = await fetchEmail(setup, tokens.access_token);
  const { claims, groups } = options;
  const pages = requests.pageRequests({ accessToken: tokens.access_token });
  return {
    subject,
    info: { ...pickStandardClaims(raw, claims), ...email, sub: subject, raw },
    groups: groups && (await readGroups(groups, raw, pages)),
    scope: grantedScope(tokens.scope, () => requestedScope(options, response.pendingChecks.scope ?? [])),
    tokens: { ...readTokenSet(tokens, clock()), ...pickResponseParameters(options, response.parameters) },
  };
}
