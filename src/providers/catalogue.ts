import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import { BITBUCKET, GITHUB, GITHUB_ENTERPRISE, GITLAB, HUGGING_FACE, ORCID, STACK_EXCHANGE } from './rows/code.js';
import { DISCOGS, FLICKR, MEDIA_WIKI, TRELLO, TUMBLR, TWITTER } from './rows/signed.js';
import { BATTLE_NET, DROPBOX, SPOTIFY, STRAVA, TWITCH } from './rows/leisure.js';
import { DISCORD, FACEBOOK, INSTAGRAM, REDDIT, VK, X, YANDEX } from './rows/people.js';
import {
  ATLASSIAN,
  AUTH0,
  COGNITO,
  GOOGLE,
  KEYCLOAK,
  LINKEDIN,
  MICROSOFT,
  NOTION,
  OKTA,
  SALESFORCE,
  SLACK,
  ZOOM,
} from './rows/work.js';

/** Clients of Atlassian: Jira, Confluence and the rest. */
export const atlassian: ProviderFactory = providerFactory('atlassian', ATLASSIAN);
/** Clients of Auth0; `domain` is the tenant's, such as `example.eu.auth0.com`. */
export const auth0: ProviderFactory<'domain'> = providerFactory('auth0', AUTH0);
/** Clients of Battle.net; `region` is where its API is, by default `us`. */
export const battleNet: ProviderFactory<never, 'region'> = providerFactory('battleNet', BATTLE_NET);
/** Clients of Bitbucket. */
export const bitbucket: ProviderFactory = providerFactory('bitbucket', BITBUCKET);
/** Clients of a user pool of Amazon Cognito; `region` and `userPool` are where it is. */
export const cognito: ProviderFactory<'region' | 'userPool'> = providerFactory('cognito', COGNITO);
/** Clients of Discord. */
export const discord: ProviderFactory = providerFactory('discord', DISCORD);
/** Clients of Discogs, by OAuth 1.0a. */
export const discogs: ProviderFactory = providerFactory('discogs', DISCOGS);
/** Clients of Dropbox. */
export const dropbox: ProviderFactory = providerFactory('dropbox', DROPBOX);
/** Clients of Facebook. */
export const facebook: ProviderFactory = providerFactory('facebook', FACEBOOK);
/** Clients of Flickr, by OAuth 1.0a. */
export const flickr: ProviderFactory = providerFactory('flickr', FLICKR);
/** Clients of GitHub. The address is the primary one, and counts as verified only where GitHub says so. */
export const github: ProviderFactory = providerFactory('github', GITHUB);
/** Clients of GitHub Enterprise Server; `server` is its address. */
export const githubEnterprise: ProviderFactory<'server'> = providerFactory('githubEnterprise', GITHUB_ENTERPRISE);
/** Clients of GitLab; `server` is an address of one's own, by default `https://gitlab.com`. */
export const gitlab: ProviderFactory<never, 'server'> = providerFactory('gitlab', GITLAB);
/** Clients of Google. */
export const google: ProviderFactory = providerFactory('google', GOOGLE);
/** Clients of Hugging Face. */
export const huggingFace: ProviderFactory = providerFactory('huggingFace', HUGGING_FACE);
/** Clients of Instagram, for professional accounts. */
export const instagram: ProviderFactory = providerFactory('instagram', INSTAGRAM);
/** Clients of a Keycloak realm; `server` is the address of the server. */
export const keycloak: ProviderFactory<'server' | 'realm'> = providerFactory('keycloak', KEYCLOAK);
/** Clients of LinkedIn. */
export const linkedIn: ProviderFactory = providerFactory('linkedIn', LINKEDIN);
/** Clients of a MediaWiki, by OAuth 1.0a; `server` is the address of its `index.php` without that, by default Wikimedia's. */
export const mediaWiki: ProviderFactory<never, 'server'> = providerFactory('mediaWiki', MEDIA_WIKI);
/**
 * Clients of Microsoft Entra ID; `tenant` is a directory's id, `organizations`, or by default `common`: everybody. Its e-mail
 * addresses are never verified: decide by `ident`.
 */
export const microsoft: ProviderFactory<never, 'tenant'> = providerFactory('microsoft', MICROSOFT);
/** Clients of Notion. */
export const notion: ProviderFactory = providerFactory('notion', NOTION);
/** Clients of Okta; `domain` is the organisation's, such as `example.okta.com`. */
export const okta: ProviderFactory<'domain'> = providerFactory('okta', OKTA);
/** Clients of ORCID. */
export const orcid: ProviderFactory = providerFactory('orcid', ORCID);
/** Clients of Reddit. */
export const reddit: ProviderFactory = providerFactory('reddit', REDDIT);
/** Clients of Salesforce; `domain` is an organisation's own, by default `login.salesforce.com`. */
export const salesforce: ProviderFactory<never, 'domain'> = providerFactory('salesforce', SALESFORCE);
/** Clients of Slack ("Sign in with Slack"). */
export const slack: ProviderFactory = providerFactory('slack', SLACK);
/** Clients of Spotify. */
export const spotify: ProviderFactory = providerFactory('spotify', SPOTIFY);
/** Clients of Stack Exchange; `key` is the app's, `site` by default `stackoverflow`. */
export const stackExchange: ProviderFactory<'key', 'site'> = providerFactory('stackExchange', STACK_EXCHANGE);
/** Clients of Strava. */
export const strava: ProviderFactory = providerFactory('strava', STRAVA);
/** Clients of Trello, by OAuth 1.0a. */
export const trello: ProviderFactory = providerFactory('trello', TRELLO);
/** Clients of Tumblr, by OAuth 1.0a. */
export const tumblr: ProviderFactory = providerFactory('tumblr', TUMBLR);
/** Clients of Twitch. */
export const twitch: ProviderFactory = providerFactory('twitch', TWITCH);
/** Clients of Twitter, now X, by OAuth 1.0a. */
export const twitter: ProviderFactory = providerFactory('twitter', TWITTER);
/** Clients of VK ID. */
export const vk: ProviderFactory = providerFactory('vk', VK);
/** Clients of X, by OAuth 2.0. */
export const x: ProviderFactory = providerFactory('x', X);
/** Clients of Yandex. */
export const yandex: ProviderFactory = providerFactory('yandex', YANDEX);
/** Clients of Zoom. */
export const zoom: ProviderFactory = providerFactory('zoom', ZOOM);
