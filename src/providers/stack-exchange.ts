import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** Each API call has to contain the app's key. */
const STACK_EXCHANGE: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'stackexchange',
  label: 'Stack Exchange',
  placeholders: { key: { kind: 'segment' }, site: { kind: 'segment', default: 'stackoverflow' } },
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

/** Creates a client for Stack Exchange; `key` is the API key of the app, `site` defaults to `stackoverflow`. */
export const stackExchange: ProviderFactory<'key', 'site'> = providerFactory('stackExchange', STACK_EXCHANGE);
