import type { OAuth2Options } from '../protocol/oauth2-options.js';
import type { OidcOptions } from '../protocol/oidc-options.js';

/** What the catalogue knows of a provider: everything but our registration there. */
interface ProviderFacts {
  /** What its button says. */
  label: string;
  /** Where the provider documents this. */
  documentation: string;
  /** When this row was last compared with that documentation. */
  checked: string;
}

/** A provider with discovery: its row holds the issuer, so it cannot go stale. */
export type OidcProvider = ProviderFacts & { protocol: 'oidc' } & Pick<
    OidcOptions,
    'issuer' | 'scope' | 'otherAccount'
  >;

/** A provider without: its row holds the endpoints. */
export type OAuth2Provider = ProviderFacts & { protocol: 'oauth2' } & Pick<
    OAuth2Options,
    | 'authorizationEndpoint'
    | 'tokenEndpoint'
    | 'userinfoEndpoint'
    | 'emailsEndpoint'
    | 'scope'
    | 'identField'
    | 'claims'
    | 'otherAccount'
  >;

/** Google. */
export const GOOGLE: OidcProvider = {
  protocol: 'oidc',
  label: 'Google',
  issuer: 'https://accounts.google.com',
  scope: 'openid email profile',
  otherAccount: { prompt: 'select_account' },
  documentation: 'https://developers.google.com/identity/openid-connect/openid-connect',
  checked: '2026-11-21',
};

/** GitHub. Its user info has the public address, which nobody has checked: the verified ones are at an endpoint of their own. */
export const GITHUB: OAuth2Provider = {
  protocol: 'oauth2',
  label: 'GitHub',
  authorizationEndpoint: 'https://github.com/login/oauth/authorize',
  tokenEndpoint: 'https://github.com/login/oauth/access_token',
  userinfoEndpoint: 'https://api.github.com/user',
  emailsEndpoint: 'https://api.github.com/user/emails',
  scope: 'read:user user:email',
  identField: 'id',
  claims: { preferred_username: 'login', picture: 'avatar_url', profile: 'html_url', website: 'blog' },
  otherAccount: { prompt: 'select_account' },
  documentation: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  checked: '2026-11-21',
};
