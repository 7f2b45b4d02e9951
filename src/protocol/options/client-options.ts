import { isPlainObject, takes, type OptionRule } from '../../shared/check-options.js';
import type { TokenPlacement } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { areFixes, FIXES, type ProviderFixes } from '../transport/provider-fixes.js';
import type { GroupsRule } from '../user/groups.js';
import { isClientAuthentication, type ClientAuthentication } from './client-authentication.js';
import { findWrongParameter, OWN_PARAMETERS } from './find-wrong-parameter.js';
import { isPrivateKey, type PrivateKey } from './private-key.js';

/**
 * Allows plain http to a provider on another machine. Anybody on the way can then read and change codes, tokens and the client's secret:
 * use it only for tests in a closed network. Loopback addresses do not need it.
 */
export const allowInsecureRequests: unique symbol = Symbol('allowInsecureRequests');

/** Parameters of an authorization request. The values of a list are sent one by one, under the same name. */
export type AuthorizationParameters = Readonly<Record<string, string | readonly string[]>>;

/** The options that all clients have in common. */
export interface ClientOptions {
  /** The id that the provider gave us (RFC 6749, section 2.2). */
  clientId: string;
  /** The secret that the provider gave us. Default is none: a public client. */
  clientSecret?: string | undefined;
  /** The name of the client: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name?: string | undefined;
  /** The text of the button after "Sign in with". Default is the name, or the host of the issuer where there is no name. */
  label?: string | undefined;
  /** The scopes to ask for, separated by spaces. */
  scope?: string | undefined;
  /** More parameters of every authorization request, such as `{ hd: 'example.com' }`. Those that this package sets cannot be replaced. Default is none. */
  authorizationParams?: AuthorizationParameters | undefined;
  /**
   * How to authenticate at the token endpoint. Default is `private_key_jwt` with a private key, and `none` without a secret. With a secret
   * it is `client_secret_post` when the provider's metadata lists it or there is no metadata, else `client_secret_basic`: that is the
   * meaning of metadata without such a list (OIDC Discovery 1.0, section 3).
   */
  clientAuthentication?: ClientAuthentication | undefined;
  /** The private key for `private_key_jwt` and for signed requests. It makes `private_key_jwt` the default authentication. Default is none. */
  privateKey?: PrivateKey | undefined;
  /** Corrections of answers and requests, for a provider that breaks the rules. Default is those of the catalogue, else none. */
  fixes?: ProviderFixes | undefined;
  /**
   * The base address of the provider's API, with a slash at its end. Paths in `req.auth.fetch('user/repos')` are relative to it. Default
   * is that of the catalogue, else none.
   */
  apiBase?: string | undefined;
  /** More origins that the access token may be sent to, such as `https://uploads.example.com`. Default is none. */
  apiOrigins?: readonly string[] | undefined;
  /** Headers of every call of the API, including the user info, such as the version of the API. Default is none. */
  apiHeaders?: Readonly<Record<string, string>> | undefined;
  /** Where the provider lists the groups of a user, for `req.auth.groups`. Default is nowhere. */
  groups?: GroupsRule | undefined;
  /** How the access token is sent to the API (RFC 6750, section 2). Default is `header`. The others are for an API that does not support it. */
  tokenPlacement?: TokenPlacement | undefined;
  /** The time limit of each request to the provider, in seconds. Default is 5. */
  timeoutSeconds?: number | undefined;
  /** The function that sends the requests, for a proxy or a test. Default is the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Explicit opt-in to dangerous settings: `[allowInsecureRequests]`. Default is none. */
  dangerously?: readonly (typeof allowInsecureRequests)[] | undefined;
}

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
    takes: `an object of strings or lists of them, without ${OWN_PARAMETERS.join(', ')}, and with max_age in whole seconds`,
    check: (value) => isPlainObject(value) && findWrongParameter(value) === undefined,
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
    takes: `an object of functions: ${FIXES.join(', ')}`,
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

/** The rule of `identField`. A template is refused: it could build one id from the fields of several users. */
export function takesIdentField(): OptionRule {
  return {
    takes: 'a field of the user info, or the path to it such as "data.id"',
    check: (value) => typeof value === 'string' && value !== '' && !/[{}]/.test(value),
  };
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}
