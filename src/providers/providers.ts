import { checkOptions } from '../check-options.js';
import type { Client } from '../protocol/client.js';
import { clientRules } from '../protocol/client-options.js';
import type { ClientOptions } from '../protocol/client-options.js';
import { oauth2 } from '../protocol/oauth2.js';
import { oidc } from '../protocol/oidc.js';
import { GITHUB, GOOGLE } from './catalogue.js';
import type { OAuth2Provider, OidcProvider } from './catalogue.js';

/**
 * A client of Google. Default scopes are `openid email profile`; its ids are the `sub` of the account.
 * Throws a `ConfigurationError` for a wrong option. (https://developers.google.com/identity/openid-connect/openid-connect)
 */
export function google(options: ClientOptions): Client {
  return clientOf(GOOGLE, 'google', options);
}

/**
 * A client of GitHub. Default scopes are `read:user user:email`; its ids are the number of the account. The address is the
 * primary one, and counts as verified only where GitHub says so.
 * Throws a `ConfigurationError` for a wrong option. (https://docs.github.com/en/apps/oauth-apps)
 */
export function github(options: ClientOptions): Client {
  return clientOf(GITHUB, 'github', options);
}

function clientOf(provider: OidcProvider | OAuth2Provider, name: string, options: ClientOptions): Client {
  checkOptions<ClientOptions>(`${name}()`, options, clientRules);
  const given = {
    ...options,
    name: options.name ?? name,
    label: options.label ?? provider.label,
    scope: options.scope ?? provider.scope,
  };
  const { documentation: _documentation, checked: _checked, ...row } = provider;
  if (row.protocol === 'oidc') {
    const { protocol: _protocol, ...facts } = row;
    return oidc({ ...facts, ...given });
  }
  const { protocol: _protocol, ...facts } = row;
  return oauth2({ ...facts, ...given });
}
