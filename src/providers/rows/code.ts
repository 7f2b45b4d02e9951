import type { OAuth2Provider, OidcProvider } from '../provider.js';

/** What GitHub and GitHub Enterprise Server have in common. */
const GITHUB_USER = {
  scope: 'read:user user:email',
  identField: 'id',
  claims: { preferred_username: 'login', picture: 'avatar_url', profile: 'html_url', website: 'blog' },
  otherAccount: { prompt: 'select_account' },
  checked: '2026-11-21',
} as const;

const TEAMS = { names: ['organization.login', 'slug'], scope: 'read:org' } as const;

/** GitHub. Its user info has the public address, which nobody has checked: the verified ones are at an endpoint of their own. */
export const GITHUB: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'github',
  label: 'GitHub',
  authorizationEndpoint: 'https://github.com/login/oauth/authorize',
  tokenEndpoint: 'https://github.com/login/oauth/access_token',
  userinfoEndpoint: 'https://api.github.com/user',
  emailsEndpoint: 'https://api.github.com/user/emails',
  groups: { ...TEAMS, endpoint: 'https://api.github.com/user/teams?per_page=100' },
  apiBase: 'https://api.github.com/',
  documentation: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  ...GITHUB_USER,
};

/** GitHub Enterprise Server, at an address of one's own. */
export const GITHUB_ENTERPRISE: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'github-enterprise',
  label: 'GitHub Enterprise',
  parts: { server: { kind: 'address' } },
  authorizationEndpoint: '{server}/login/oauth/authorize',
  tokenEndpoint: '{server}/login/oauth/access_token',
  userinfoEndpoint: '{server}/api/v3/user',
  emailsEndpoint: '{server}/api/v3/user/emails',
  groups: { ...TEAMS, endpoint: '{server}/api/v3/user/teams?per_page=100' },
  apiBase: '{server}/api/v3/',
  documentation:
    'https://docs.github.com/en/enterprise-server/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  ...GITHUB_USER,
};

/** GitLab: gitlab.com, or a server of one's own. */
export const GITLAB: OidcProvider = {
  protocol: 'oidc',
  name: 'gitlab',
  label: 'GitLab',
  parts: { server: { kind: 'address', default: 'https://gitlab.com' } },
  issuer: '{server}',
  claims: { preferred_username: 'nickname' },
  groups: { claim: 'groups' },
  apiBase: '{server}/api/v4/',
  documentation: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  checked: '2026-11-21',
};

/** Bitbucket. */
export const BITBUCKET: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'bitbucket',
  label: 'Bitbucket',
  authorizationEndpoint: 'https://bitbucket.org/site/oauth2/authorize',
  tokenEndpoint: 'https://bitbucket.org/site/oauth2/access_token',
  userinfoEndpoint: 'https://api.bitbucket.org/2.0/user',
  emailsEndpoint: 'https://api.bitbucket.org/2.0/user/emails',
  clientAuthentication: 'client_secret_basic',
  scope: 'account email',
  identField: 'uuid',
  claims: {
    name: 'display_name',
    preferred_username: 'username',
    picture: 'links.avatar.href',
    profile: 'links.html.href',
  },
  quirks: ['scopes for scope'],
  apiBase: 'https://api.bitbucket.org/2.0/',
  documentation: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
  checked: '2026-11-21',
};

/** Hugging Face. */
export const HUGGING_FACE: OidcProvider = {
  protocol: 'oidc',
  name: 'huggingface',
  label: 'Hugging Face',
  issuer: 'https://huggingface.co',
  apiBase: 'https://huggingface.co/api/',
  documentation: 'https://huggingface.co/docs/hub/oauth',
  checked: '2026-11-21',
};

/** Stack Exchange. The app has a key beside its secret, which every call of the API names. */
export const STACK_EXCHANGE: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'stackexchange',
  label: 'Stack Exchange',
  parts: { key: { kind: 'segment' }, site: { kind: 'segment', default: 'stackoverflow' } },
  authorizationEndpoint: 'https://stackoverflow.com/oauth',
  tokenEndpoint: 'https://stackoverflow.com/oauth/access_token/json',
  userinfoEndpoint: 'https://api.stackexchange.com/2.3/me?site={site}&key={key}',
  tokenPlacement: 'query',
  identField: 'items.0.account_id',
  claims: { name: 'items.0.display_name', picture: 'items.0.profile_image', profile: 'items.0.link' },
  quirks: ['no token_type', 'expires for expires_in'],
  apiBase: 'https://api.stackexchange.com/2.3/',
  documentation: 'https://api.stackexchange.com/docs/authentication',
  checked: '2026-11-21',
};

/** ORCID, for researchers. */
export const ORCID: OidcProvider = {
  protocol: 'oidc',
  name: 'orcid',
  label: 'ORCID',
  issuer: 'https://orcid.org',
  scope: 'openid',
  apiBase: 'https://pub.orcid.org/v3.0/',
  documentation: 'https://info.orcid.org/documentation/api-tutorials/api-tutorial-get-and-authenticated-orcid-id/',
  checked: '2026-11-21',
};
