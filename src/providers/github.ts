import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** The options that GitHub and GitHub Enterprise Server share. */
export const GITHUB_USER = {
  scope: 'read:user user:email',
  identField: 'id',
  claims: { preferred_username: 'login', picture: 'avatar_url', profile: 'html_url', website: 'blog' },
  otherAccount: { prompt: 'select_account' },
  membership: 'groups',
  checked: '2026-11-21',
} as const;

/** The groups that GitHub and GitHub Enterprise Server share: the user's teams. */
export const GITHUB_TEAMS = { names: ['organization.login', 'slug'], scope: 'read:org' } as const;

/** The user info contains the public e-mail address, which is unverified. The verified ones are at `emailsEndpoint`. */
const GITHUB: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'github',
  label: 'GitHub',
  authorizationEndpoint: 'https://github.com/login/oauth/authorize',
  tokenEndpoint: 'https://github.com/login/oauth/access_token',
  userinfoEndpoint: 'https://api.github.com/user',
  emailsEndpoint: 'https://api.github.com/user/emails',
  groups: { ...GITHUB_TEAMS, endpoint: 'https://api.github.com/user/teams?per_page=100' },
  apiBase: 'https://api.github.com/',
  documentation: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  ...GITHUB_USER,
};

/** Creates a client for GitHub. `email` is the primary address; `email_verified` is true only if GitHub says so. */
export const github: ProviderFactory = providerFactory('github', GITHUB);
