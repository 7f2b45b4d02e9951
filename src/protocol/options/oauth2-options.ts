import { takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { clientRules, takesIdentField } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import type { ClaimNames } from '../user/claim-source.js';

/** The options of a client of an OAuth 2.0 provider without OpenID Connect: its endpoints, and our registration there. */
export interface OAuth2Options extends ClientOptions {
  /** The name of the client: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** The authorization endpoint (RFC 6749, section 3.1). */
  authorizationEndpoint: string;
  /** The token endpoint (RFC 6749, section 3.2). */
  tokenEndpoint: string;
  /** The endpoint of the user info, in JSON. Default is none: the token response holds the user info. */
  userinfoEndpoint?: string | undefined;
  /** The method of the request for the user info. Default is `GET`. */
  userinfoMethod?: 'GET' | 'POST' | undefined;
  /** More form parameters for a user info that is requested by `POST`. Default is none. */
  userinfoParams?: Readonly<Record<string, string>> | undefined;
  /** Parameters of the authorization response that token requests repeat, in addition to the code. Default is none. */
  responseParameters?: readonly string[] | undefined;
  /** The separator between scopes in a request. Default is a space (RFC 6749, section 3.3). */
  scopeSeparator?: ' ' | ',' | undefined;
  /** The issuer identifier in the authorization response (RFC 9207). It is checked when it is set. Default is none. */
  issuer?: string | undefined;
  /** The field of the user info with the stable id of the user, or the path to it: `data.id`. Default is `sub`. */
  identField?: string | undefined;
  /** Where the user info holds a claim under another name: `{ picture: 'avatar_url' }`. Default is none. */
  claims?: ClaimNames | undefined;
  /**
   * The endpoint that lists the user's addresses with `email`, `primary` and `verified`, as GitHub does, or `is_primary` and
   * `is_confirmed`, as Bitbucket does. Default is none.
   */
  emailsEndpoint?: string | undefined;
  /** The endpoint that revokes tokens (RFC 7009). Default is none: tokens are only deleted here. */
  revocationEndpoint?: string | undefined;
  /** The endpoint for token introspection (RFC 7662). Default is none. */
  introspectionEndpoint?: string | undefined;
  /** The authorization parameters with which the provider offers another account. Default is none. */
  otherAccount?: AuthorizationParameters | undefined;
  /** Returns the time in milliseconds since the epoch. Default is `Date.now`. */
  clock?: Clock | undefined;
}

/** The rules of these options. */
export const oauth2Rules: OptionRules<OAuth2Options> = {
  ...clientRules,
  name: { ...clientRules.name, required: true },
  authorizationEndpoint: takes.string('an https:// address', true),
  tokenEndpoint: takes.string('an https:// address', true),
  userinfoEndpoint: takes.string('an https:// address'),
  userinfoMethod: { takes: '"GET" or "POST"', check: (value) => value === 'GET' || value === 'POST' },
  userinfoParams: takes.strings(),
  responseParameters: {
    takes: 'an array of names',
    check: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== ''),
  },
  scopeSeparator: { takes: 'a space or a comma', check: (value) => value === ' ' || value === ',' },
  issuer: takes.string(),
  identField: takesIdentField(),
  claims: takes.texts(),
  emailsEndpoint: takes.string('an https:// address'),
  revocationEndpoint: takes.string('an https:// address'),
  introspectionEndpoint: takes.string('an https:// address'),
  otherAccount: clientRules.authorizationParams,
  clock: takes.function(),
};
