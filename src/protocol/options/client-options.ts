import { isIP } from 'node:net';
import { described, isPlainObject, takes } from '../../shared/check-options.js';
import type { OptionRule } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { TokenPlacement } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { isClientAuthentication } from './client-authentication.js';
import type { ClientAuthentication } from './client-authentication.js';
import type { GroupsRule } from '../user/groups.js';
import { isPrivateKey } from './private-key.js';
import type { PrivateKey } from './private-key.js';
import { areFixes } from '../transport/provider-fixes.js';
import type { ProviderFixes } from '../transport/provider-fixes.js';

/**
 * Let a client talk to its provider over plain http on another machine. Codes, tokens and the client's secret can then be
 * read and changed on the way: for tests in a closed network only. Loopback addresses need no leave.
 */
export const allowInsecureRequests: unique symbol = Symbol('allowInsecureRequests');

/** Parameters of an authorization request; the values of a list are sent one by one, under the same name. */
export type AuthorizationParameters = Readonly<Record<string, string | readonly string[]>>;

/** What every client is made of. */
export interface ClientOptions {
  /** The id that the provider gave us (RFC 6749, section 2.2). */
  clientId: string;
  /** The secret that the provider gave us. Default is none: a public client. */
  clientSecret?: string | undefined;
  /** Its name: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name?: string | undefined;
  /** What the button says after "Sign in with". Default is the name, and without one the host of the issuer. */
  label?: string | undefined;
  /** The scopes to ask for, separated by spaces. */
  scope?: string | undefined;
  /** Further parameters of every authorization request, such as `{ hd: 'example.com' }`. Ours cannot be replaced. Default is none. */
  authorizationParams?: AuthorizationParameters | undefined;
  /**
   * How to authenticate at the token endpoint. Default is `private_key_jwt` with a private key and `none` without a secret; with
   * one, `client_secret_post` where the provider's metadata lists it or there is no metadata, else `client_secret_basic`, which is
   * what metadata without such a list means (OIDC Discovery 1.0, section 3).
   */
  clientAuthentication?: ClientAuthentication | undefined;
  /** The private key for `private_key_jwt`, which is then the default, and for signed requests. Default is none. */
  privateKey?: PrivateKey | undefined;
  /** What the provider gets wrong, put right. Default is what the catalogue knows, else nothing. */
  fixes?: ProviderFixes | undefined;
  /**
   * What relative paths in `req.auth.fetch('user/repos')` are below: the address of the provider's API, with a slash at its end.
   * Default is what the catalogue knows, else none.
   */
  apiBase?: string | undefined;
  /** Further origins that the access token may be sent to, such as `https://uploads.example.com`. Default is none. */
  apiOrigins?: readonly string[] | undefined;
  /** Headers of every call of the API, the user info among them: such as the version that is meant. Default is none. */
  apiHeaders?: Readonly<Record<string, string>> | undefined;
  /** Where the provider says which groups a user is in: then `req.auth.groups` lists them. Default is nowhere. */
  groups?: GroupsRule | undefined;
  /** How the access token is sent to the API (RFC 6750, section 2). Default is `header`; the others are for an API that knows no better. */
  tokenPlacement?: TokenPlacement | undefined;
  /** The time limit of each request to the provider, in seconds. Default is 5. */
  timeoutSeconds?: number | undefined;
  /** The function that makes the requests, for a proxy or a test. Default is the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Loud leave for what is dangerous: `[allowInsecureRequests]`. Default is none. */
  dangerously?: readonly (typeof allowInsecureRequests)[] | undefined;
}

/** Parameters of an authorization request that are ours alone. */
const OURS = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'scope',
  'request',
  'request_uri',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
];

const NAME_PATTERN = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** The rules of the options that every client takes. */
export const clientRules = {
  clientId: takes.token('the client id that the provider gave you, without spaces around it', true),
  clientSecret: takes.secret(),
  name: {
    takes: 'a name of at most 32 lower-case letters, digits, "-" and "_"',
    check: (value) => typeof value === 'string' && NAME_PATTERN.test(value),
  },
  label: takes.string(),
  scope: takes.string('scopes separated by spaces'),
  authorizationParams: {
    takes: `an object of strings or lists of them, without ${OURS.join(', ')}, and with max_age in whole seconds`,
    check: (value) => isPlainObject(value) && wrongParameterIn(value) === undefined,
  },
  clientAuthentication: {
    takes: 'a method such as "client_secret_basic", "private_key_jwt" or "none", or a function',
    check: isClientAuthentication,
  },
  privateKey: {
    takes: 'a private JWK with "alg", or { pem, alg } with PKCS #8',
    check: isPrivateKey,
    secret: true,
  },
  fixes: {
    takes: 'an object of functions: metadata, tokenRequest, tokenResponse, userInfo',
    check: areFixes,
  },
  apiBase: {
    takes: 'an https:// address with a slash at its end',
    check: (value) => isAddress(value) && value.endsWith('/') && !/[?#]/.test(value),
  },
  apiOrigins: {
    takes: 'an array of origins such as "https://uploads.example.com"',
    check: (value) => Array.isArray(value) && value.every((each) => isAddress(each) && new URL(each).origin === each),
  },
  apiHeaders: takes.strings(),
  groups: {
    takes: 'an object with claim, or with endpoint and names, and with scope',
    check: (value) => isPlainObject(value) && (typeof value['claim'] === 'string' || isAddress(value['endpoint'])),
  },
  tokenPlacement: {
    takes: '"header", "body" or "query"',
    check: (value) => value === 'header' || value === 'body' || value === 'query',
  },
  timeoutSeconds: takes.seconds(0.01, 60),
  fetch: takes.function('a function that works as fetch does'),
  dangerously: {
    takes: 'an array of the exported symbol allowInsecureRequests',
    check: (value) => Array.isArray(value) && value.every((entry) => entry === allowInsecureRequests),
  },
} satisfies Record<keyof ClientOptions, OptionRule>;

/** Where an id is: a field, or the way to it. Made with a template, it would join what belongs to several users. */
export function takesIdentField(): OptionRule {
  return {
    takes: 'a field of the user info, or the way to it such as "data.id"',
    check: (value) => typeof value === 'string' && value !== '' && !/[{}]/.test(value),
  };
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}

/** Checks the addresses that every client may have, as `checkTransport` does. */
export function checkApiTransport(
  caller: string,
  options: Pick<ClientOptions, 'dangerously' | 'apiBase' | 'apiOrigins' | 'groups'>,
): void {
  if (options.apiBase !== undefined) checkTransport(caller, 'apiBase', options.apiBase, options);
  const { endpoint } = options.groups ?? {};
  if (endpoint !== undefined) checkTransport(caller, 'groups', endpoint, options);
  for (const origin of options.apiOrigins ?? []) checkTransport(caller, 'apiOrigins', origin, options);
}

/** The first of the given parameters that is ours to set, or that no provider could understand. */
export function wrongParameterIn(parameters: Record<string, unknown>): string | undefined {
  return Object.keys(parameters).find((name) => OURS.includes(name) || !isParameter(name, parameters[name]));
}

function isParameter(name: string, value: unknown): boolean {
  if (name === 'max_age') return typeof value === 'string' && /^\d{1,9}$/.test(value);
  return typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}

/** Throws a `ConfigurationError` for an address that no issuer has (OIDC Discovery 1.0, section 3). */
export function checkIssuer(caller: string, issuer: string): void {
  const { search, hash, username, password, pathname } = new URL(issuer);
  if (pathname.includes('/.well-known/'))
    throw new ConfigurationError(`${caller}: option "issuer" takes an issuer, got the address of its metadata`, {
      hint: 'The issuer is what comes before "/.well-known/", as the metadata states it',
    });
  if ([search, hash, username, password].every((part) => part === '')) return;
  throw new ConfigurationError(
    `${caller}: option "issuer" takes an address without query, fragment and user, got ${described(issuer)}`,
  );
}

/** How an address may be spoken to: `secure` is https; plain http is `insecure` to this very machine or with loud leave, else `refused`. */
export function transportOf(
  address: string,
  { dangerously = [] }: Pick<ClientOptions, 'dangerously'>,
): 'secure' | 'insecure' | 'refused' {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:') return 'secure';
  if (url?.protocol !== 'http:') return 'refused';
  return isLoopback(url.hostname) || dangerously.includes(allowInsecureRequests) ? 'insecure' : 'refused';
}

/** Throws a `ConfigurationError` for an address that must not be spoken to; tells whether it is plain http. */
export function checkTransport(
  caller: string,
  option: string,
  address: string,
  options: Pick<ClientOptions, 'dangerously'>,
): boolean {
  const transport = transportOf(address, options);
  if (transport !== 'refused') return transport === 'insecure';
  throw new ConfigurationError(`${caller}: option "${option}" takes an https:// address, got ${described(address)}`, {
    hint: 'Plain http is for loopback addresses; elsewhere it takes `dangerously: [allowInsecureRequests]`',
  });
}

/** Whether a host name is this machine (RFC 8252, section 7.3; RFC 6761, section 6.3). */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
