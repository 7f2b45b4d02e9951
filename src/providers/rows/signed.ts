import type { OAuth1Provider } from '../provider.js';

/** Twitter, now X, by OAuth 1.0a. It tells the address, and only a verified one, to apps that may ask for it. */
export const TWITTER: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'twitter',
  label: 'X',
  temporaryCredentialsEndpoint: 'https://api.x.com/oauth/request_token',
  authorizationEndpoint: 'https://api.x.com/oauth/authenticate',
  tokenCredentialsEndpoint: 'https://api.x.com/oauth/access_token',
  userinfoEndpoint: 'https://api.x.com/1.1/account/verify_credentials.json?include_email=true&skip_status=true',
  identField: 'id_str',
  otherAccount: { force_login: 'true' },
  claims: { preferred_username: 'screen_name', picture: 'profile_image_url_https' },
  apiBase: 'https://api.x.com/1.1/',
  documentation: 'https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens',
  checked: '2026-11-21',
};

/** MediaWiki, where who is not signed in is user 0: so it asks for a real one. Any wiki; `server` is the address of its `index.php` without that, by default Wikimedia's. */
export const MEDIA_WIKI: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'mediawiki',
  label: 'MediaWiki',
  parts: { server: { kind: 'address', default: 'https://meta.wikimedia.org/w' } },
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
  },
  apiBase: '{server}/',
  documentation: 'https://www.mediawiki.org/wiki/OAuth/For_Developers',
  checked: '2026-11-21',
};

/** Trello. What it may do, and for how long, is asked in the address. */
export const TRELLO: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'trello',
  label: 'Trello',
  temporaryCredentialsEndpoint: 'https://trello.com/1/OAuthGetRequestToken',
  authorizationEndpoint: 'https://trello.com/1/OAuthAuthorizeToken',
  authorizationParams: { expiration: 'never' },
  tokenCredentialsEndpoint: 'https://trello.com/1/OAuthGetAccessToken',
  userinfoEndpoint: 'https://api.trello.com/1/members/me',
  claims: { name: 'fullName', preferred_username: 'username', picture: '{avatarUrl}/170.png' },
  apiBase: 'https://api.trello.com/1/',
  documentation: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/',
  checked: '2026-11-21',
};

/** Tumblr. Its users have no id but that of their primary blog; others of the list may belong to several. */
export const TUMBLR: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'tumblr',
  label: 'Tumblr',
  temporaryCredentialsEndpoint: 'https://www.tumblr.com/oauth/request_token',
  authorizationEndpoint: 'https://www.tumblr.com/oauth/authorize',
  tokenCredentialsEndpoint: 'https://www.tumblr.com/oauth/access_token',
  userinfoEndpoint: 'https://api.tumblr.com/v2/user/info',
  identField: 'response.user.blogs.[primary].uuid',
  claims: {
    name: 'response.user.name',
    preferred_username: 'response.user.name',
    profile: 'response.user.blogs.[primary].url',
  },
  apiBase: 'https://api.tumblr.com/v2/',
  documentation: 'https://www.tumblr.com/docs/en/api/v2',
  checked: '2026-11-21',
};

/** Flickr. Its token response says who it is. */
export const FLICKR: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'flickr',
  label: 'Flickr',
  temporaryCredentialsEndpoint: 'https://www.flickr.com/services/oauth/request_token',
  authorizationEndpoint: 'https://www.flickr.com/services/oauth/authorize',
  authorizationParams: { perms: 'read' },
  tokenCredentialsEndpoint: 'https://www.flickr.com/services/oauth/access_token',
  identField: 'user_nsid',
  claims: { name: 'fullname', preferred_username: 'username' },
  apiBase: 'https://api.flickr.com/services/',
  documentation: 'https://www.flickr.com/services/api/auth.oauth.html',
  checked: '2026-11-21',
};

/** Discogs. It answers nobody without a User-Agent. */
export const DISCOGS: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'discogs',
  label: 'Discogs',
  temporaryCredentialsEndpoint: 'https://api.discogs.com/oauth/request_token',
  authorizationEndpoint: 'https://www.discogs.com/oauth/authorize',
  tokenCredentialsEndpoint: 'https://api.discogs.com/oauth/access_token',
  userinfoEndpoint: 'https://api.discogs.com/oauth/identity',
  claims: { preferred_username: 'username' },
  apiBase: 'https://api.discogs.com/',
  apiHeaders: { 'user-agent': 'express-oauth-beforeware ({clientId})' },
  documentation: 'https://www.discogs.com/developers#page:authentication,header:authentication-oauth-flow',
  checked: '2026-11-21',
};
