import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const BATTLE_NET: OidcProvider = {
  protocol: 'oidc',
  name: 'battlenet',
  label: 'Battle.net',
  placeholders: { region: { kind: 'segment', default: 'us' } },
  issuer: 'https://oauth.battle.net',
  scope: 'openid',
  claims: { preferred_username: 'battletag' },
  apiBase: 'https://{region}.api.blizzard.com/',
  documentation: 'https://community.developer.battle.net/documentation/guides/using-oauth',
  checked: '2026-11-21',
};

/** Creates a client for Battle.net; `region` selects the API host and defaults to `us`. */
export const battleNet: ProviderFactory<never, 'region'> = providerFactory('battleNet', BATTLE_NET);
