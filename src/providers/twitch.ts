import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

/** Without the parameter `claims`, the user info contains only the id. */
const TWITCH: OidcProvider = {
  protocol: 'oidc',
  name: 'twitch',
  label: 'Twitch',
  issuer: 'https://id.twitch.tv/oauth2',
  scope: 'openid user:read:email',
  authorizationParams: {
    claims: '{"userinfo":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}',
  },
  clientAuthentication: 'client_secret_post',
  otherAccount: { force_verify: 'true' },
  apiBase: 'https://api.twitch.tv/helix/',
  apiHeaders: { 'client-id': '{clientId}' },
  documentation: 'https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/',
  checked: '2026-11-25',
};

/** Creates a client for Twitch. */
export const twitch: ProviderFactory = providerFactory('twitch', TWITCH);
