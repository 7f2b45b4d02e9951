import * as openid from 'openid-client';
import type { Identity } from '../client.js';
import { dropNulls } from '../drop-nulls.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { translateErrors } from '../oauth2/translate-errors.js';
import { mergeClaims } from '../user/merge-claims.js';
import { joinSubject } from '../user/subject.js';
import { renameClaims } from '../user/user-claims.js';
import { readUserParameter } from '../user/user-parameter.js';
import type { OidcSetup } from './oidc-setup.js';
import { metadataOf } from './metadata-of.js';

/** The claims of an ID token that are about the token, not about the user (OIDC Core, section 2). */
const TOKEN_CLAIMS = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'azp']);
/** Claims that serve this login only. Whoever knows the `sid` can end the session (OIDC Front-Channel Logout 1.0, section 2). */
const LOGIN_CLAIMS = new Set(['sid', 'nonce', 'at_hash', 'c_hash', 's_hash']);

const USER_INFO_HINT =
  'An access token for another API, as the parameters "resource" and "audience" ask for, is refused here. Set `fetchUser: false` if the ID token says enough about the user';

/** The sources of what is known about a user. */
interface UserSources {
  claims: openid.IDToken;
  parameters: URLSearchParams;
  accessToken: string;
  dpop: openid.DPoPHandle | undefined;
}

/** Reads the user from the ID token, the user info, and Apple's parameter `user`. Rejects with an `OAuthError`. */
export async function readUser(
  setup: OidcSetup,
  config: openid.Configuration,
  sources: UserSources,
): Promise<Pick<Identity, 'subject' | 'info'>> {
  const { options, profile, connection } = setup;
  const { claims, parameters } = sources;
  const subject = joinSubject(claims, options.subjectClaims ?? ['sub'], connection.name);
  const userInfo = aboutUser(await fetchUserInfo(setup, config, sources), claims);
  const ofToken = aboutUser(withoutTokenClaims(claims), claims);
  // A signed response does not sign this parameter.
  const hasParameter = options.userInResponse === true && !profile.isSigned;
  const raw = {
    ...(hasParameter ? readUserParameter(parameters) : {}),
    ...mergeClaims(ofToken, userInfo, options.claims),
  };
  return { subject, info: { ...renameClaims(raw, options.claims, [userInfo, ofToken]), sub: subject, raw } };
}

/** The claims that are neither null nor about this login. Some providers repeat the `sid` under another name, such as `session_state`. */
function aboutUser(answer: Record<string, unknown>, { sid }: openid.IDToken): Record<string, unknown> {
  const isOfLogin = ([name, value]: [string, unknown]) =>
    LOGIN_CLAIMS.has(name) || (sid !== undefined && name !== 'sub' && value === sid);
  return Object.fromEntries(Object.entries(dropNulls(answer)).filter((each) => !isOfLogin(each)));
}

function withoutTokenClaims(claims: openid.IDToken): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !TOKEN_CLAIMS.has(name)));
}

async function fetchUserInfo(
  { options, connection, provider }: OidcSetup,
  config: openid.Configuration,
  { accessToken, claims, dpop }: UserSources,
): Promise<Record<string, unknown>> {
  if (options.fetchUser === false || metadataOf(config).userinfo_endpoint === undefined) return {};
  const dpopOptions = dpop ? { DPoP: dpop } : {};
  const { name: client } = connection;
  const secrets = [accessToken, ...secretsOf(options)];
  return translateErrors({ stage: 'user info', client, secrets, hint: USER_INFO_HINT }, () =>
    provider.verify(config, (current) => openid.fetchUserInfo(current, accessToken, claims.sub, dpopOptions)),
  );
}
