import { takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { clientRules, takesIdentField } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import type { ClaimNames } from '../user/user-claims.js';

/** What a client of a plain OAuth 2.0 provider is made of: its endpoints, and our registration there. */
export interface OAuth2Options extends ClientOptions {
  /** Its name: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** Where the user is asked (RFC 6749, section 3.1). */
  authorizationEndpoint: string;
  /** Where the code is exchanged (RFC 6749, section 3.2). */
  tokenEndpoint: string;
  /** Where the provider says who the access token belongs to, in JSON. Default is that its token response says so. */
  userinfoEndpoint?: string | undefined;
  /** How the user info is asked for. Default is `GET`. */
  userinfoMethod?: 'GET' | 'POST' | undefined;
  /** The form that a `POST` of the user info sends, beside what the token needs. Default is none. */
  userinfoParams?: Readonly<Record<string, string>> | undefined;
  /** Parameters of the authorization response that the token request repeats. Default is none: only the code goes on. */
  responseParameters?: readonly string[] | undefined;
  /** What stands between scopes in a request. Default is a space (RFC 6749, section 3.3). */
  scopeSeparator?: ' ' | ',' | undefined;
  /** The issuer identifier that the provider sends back (RFC 9207), when it is known. Then it is checked. Default is none. */
  issuer?: string | undefined;
  /** The field of the user info with the stable id of the user, or the way to it: `data.id`. Default is `sub`. */
  identField?: string | undefined;
  /** Where in the user info a claim is: `{ picture: 'avatar_url' }`. Default is its own name. */
  claims?: ClaimNames | undefined;
  /** Where the user's addresses are listed with `email`, `primary` and `verified`, as GitHub does (or `is_primary` and `is_confirmed`, as Bitbucket does). Default is none. */
  emailsEndpoint?: string | undefined;
  /** Where tokens are taken back (RFC 7009). Default is none: then they are only forgotten. */
  revocationEndpoint?: string | undefined;
  /** Where the provider tells what a token is worth (RFC 7662). Default is none. */
  introspectionEndpoint?: string | undefined;
  /** The authorization parameters that make the provider offer another account. Default is none. */
  otherAccount?: AuthorizationParameters | undefined;
  /** Tells the time in milliseconds. Default is `Date.now`. */
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
