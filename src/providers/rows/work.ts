import type { OAuth2Provider, OidcProvider } from '../provider.js';

/** Google. */
export const GOOGLE: OidcProvider = {
  protocol: 'oidc',
  name: 'google',
  label: 'Google',
  issuer: 'https://accounts.google.com',
  otherAccount: { prompt: 'select_account' },
  apiBase: 'https://www.googleapis.com/',
  apiOrigins: [
    'https://openidconnect.googleapis.com',
    'https://people.googleapis.com',
    'https://gmail.googleapis.com',
    'https://sheets.googleapis.com',
    'https://docs.googleapis.com',
    'https://admin.googleapis.com',
  ],
  documentation: 'https://developers.google.com/identity/openid-connect/openid-connect',
  checked: '2026-11-21',
};

/** Microsoft Entra ID: one tenant, all organisations, or everybody with a Microsoft account. Its `email` is whatever a tenant's administrator wrote. */
export const MICROSOFT: OidcProvider = {
  protocol: 'oidc',
  name: 'microsoft',
  label: 'Microsoft',
  parts: { tenant: { kind: 'segment', default: 'common' } },
  issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
  // An optional claim: the address is of a domain that its tenant has proved to own. Nothing else there says so.
  claims: { email_verified: 'xms_edov' },
  otherAccount: { prompt: 'select_account' },
  apiBase: 'https://graph.microsoft.com/v1.0/',
  groups: {
    claim: 'groups',
    // More than 200 groups are not in the ID token ("overage"): then, and without that claim, they are asked for.
    endpoint: 'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id&$top=999',
    names: ['id'],
    scope: 'GroupMember.Read.All',
  },
  documentation: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
  checked: '2026-11-21',
};

/** Auth0. `audience` in `authorizationParams` asks for a token for an API of one's own. */
export const AUTH0: OidcProvider = {
  protocol: 'oidc',
  name: 'auth0',
  label: 'Auth0',
  parts: { domain: { kind: 'host' } },
  issuer: 'https://{domain}/',
  apiBase: 'https://{domain}/',
  groups: { claim: 'groups' },
  documentation: 'https://auth0.com/docs/authenticate/protocols/openid-connect-protocol',
  checked: '2026-11-21',
};

/** Okta: the authorization server of the organisation itself. */
export const OKTA: OidcProvider = {
  protocol: 'oidc',
  name: 'okta',
  label: 'Okta',
  parts: { domain: { kind: 'host' } },
  issuer: 'https://{domain}',
  apiBase: 'https://{domain}/api/v1/',
  groups: { claim: 'groups', scope: 'groups' },
  documentation: 'https://developer.okta.com/docs/reference/api/oidc/',
  checked: '2026-11-21',
};

/** Keycloak: a realm of a server of one's own. */
export const KEYCLOAK: OidcProvider = {
  protocol: 'oidc',
  name: 'keycloak',
  label: 'Keycloak',
  parts: { server: { kind: 'address' }, realm: { kind: 'segment' } },
  issuer: '{server}/realms/{realm}',
  apiBase: '{server}/realms/{realm}/',
  groups: { claim: 'groups' },
  documentation: 'https://www.keycloak.org/securing-apps/oidc-layers',
  checked: '2026-11-21',
};

/** Amazon Cognito: a user pool. */
export const COGNITO: OidcProvider = {
  protocol: 'oidc',
  name: 'cognito',
  label: 'Amazon Cognito',
  parts: { region: { kind: 'segment' }, userPool: { kind: 'segment' } },
  issuer: 'https://cognito-idp.{region}.amazonaws.com/{userPool}',
  groups: { claim: 'cognito:groups' },
  documentation:
    'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html',
  checked: '2026-11-21',
};

/** Salesforce: the login of all organisations, or a domain of one's own. */
export const SALESFORCE: OidcProvider = {
  protocol: 'oidc',
  name: 'salesforce',
  label: 'Salesforce',
  parts: { domain: { kind: 'host', default: 'login.salesforce.com' } },
  issuer: 'https://{domain}',
  documentation: 'https://help.salesforce.com/s/articleView?id=sf.sso_provider_openid_connect.htm',
  checked: '2026-11-21',
};

/** LinkedIn. Its ID token repeats no nonce. */
export const LINKEDIN: OidcProvider = {
  protocol: 'oidc',
  name: 'linkedin',
  label: 'LinkedIn',
  issuer: 'https://www.linkedin.com/oauth',
  nonce: false,
  clientAuthentication: 'client_secret_post',
  apiBase: 'https://api.linkedin.com/v2/',
  documentation: 'https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  checked: '2026-11-21',
};

/** Slack ("Sign in with Slack"). */
export const SLACK: OidcProvider = {
  protocol: 'oidc',
  name: 'slack',
  label: 'Slack',
  issuer: 'https://slack.com',
  // A user's id is unique within the workspace only.
  subjectClaims: ['https://slack.com/team_id', 'sub'],
  apiBase: 'https://slack.com/api/',
  documentation: 'https://docs.slack.dev/authentication/sign-in-with-slack/',
  checked: '2026-11-21',
};

/** Zoom. */
export const ZOOM: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'zoom',
  label: 'Zoom',
  authorizationEndpoint: 'https://zoom.us/oauth/authorize',
  tokenEndpoint: 'https://zoom.us/oauth/token',
  userinfoEndpoint: 'https://api.zoom.us/v2/users/me',
  revocationEndpoint: 'https://zoom.us/oauth/revoke',
  clientAuthentication: 'client_secret_basic',
  identField: 'id',
  claims: {
    name: 'display_name',
    given_name: 'first_name',
    family_name: 'last_name',
    picture: 'pic_url',
    email_verified: 'verified',
  },
  quirks: ['verified as a number'],
  apiBase: 'https://api.zoom.us/v2/',
  documentation: 'https://developers.zoom.us/docs/integrations/oauth/',
  checked: '2026-11-21',
};

/** Notion. There is no user info endpoint: the token response says who it is. */
export const NOTION: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'notion',
  label: 'Notion',
  authorizationEndpoint: 'https://api.notion.com/v1/oauth/authorize',
  tokenEndpoint: 'https://api.notion.com/v1/oauth/token',
  authorizationParams: { owner: 'user' },
  clientAuthentication: 'client_secret_basic_raw',
  identField: 'owner.user.id',
  claims: { name: 'owner.user.name', picture: 'owner.user.avatar_url', email: 'owner.user.person.email' },
  quirks: ['token request as JSON'],
  apiBase: 'https://api.notion.com/v1/',
  apiHeaders: { 'notion-version': '2022-06-28' },
  documentation: 'https://developers.notion.com/docs/authorization',
  checked: '2026-11-21',
};

/** Atlassian: Jira, Confluence and the rest. */
export const ATLASSIAN: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'atlassian',
  label: 'Atlassian',
  authorizationEndpoint: 'https://auth.atlassian.com/authorize',
  tokenEndpoint: 'https://auth.atlassian.com/oauth/token',
  userinfoEndpoint: 'https://api.atlassian.com/me',
  authorizationParams: { audience: 'api.atlassian.com', prompt: 'consent' },
  scope: 'read:me',
  identField: 'account_id',
  claims: { nickname: 'nickname' },
  apiBase: 'https://api.atlassian.com/',
  documentation: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  checked: '2026-11-21',
};
