import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

/** MediaWiki returns the id 0 for an anonymous user; with `assert=user` it returns an error instead. */
const MEDIA_WIKI: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'mediawiki',
  label: 'MediaWiki',
  placeholders: { server: { kind: 'url', default: 'https://meta.wikimedia.org/w' } },
  temporaryCredentialsEndpoint: '{server}/index.php?title=Special:OAuth/initiate',
  authorizationEndpoint: '{server}/index.php?title=Special:OAuth/authorize',
  tokenCredentialsEndpoint: '{server}/index.php?title=Special:OAuth/token',
  userinfoEndpoint: '{server}/api.php?action=query&meta=userinfo&uiprop=email%7Crealname&format=json&assert=user',
  authorizationParams: { oauth_consumer_key: '{clientId}' },
  identField: 'query.userinfo.id',
  claims: {
    name: 'query.userinfo.realname',
    preferred_username: 'query.userinfo.name',
    email: 'query.userinfo.email',
    // The time of the confirmation.
    email_verified: 'query.userinfo.emailauthenticated',
  },
  apiBase: '{server}/',
  documentation: 'https://www.mediawiki.org/wiki/OAuth/For_Developers',
  checked: '2026-11-25',
};

/**
 * Creates a client for a MediaWiki, with OAuth 1.0a; `server` is the URL of its `index.php` without `/index.php`.
 * The default is Wikimedia's.
 */
export const mediaWiki: ProviderFactory<never, 'server'> = providerFactory('mediaWiki', MEDIA_WIKI);
