import { takes } from '../check-options.js';
import type { OptionRules } from '../check-options.js';
import type { Clock } from '../clock.js';
import { clientRules } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import type { ClaimNames } from './user-claims.js';

/** What a client of a plain OAuth 2.0 provider is made of: its endpoints, and our registration there. */
export interface OAuth2Options extends ClientOptions {
  /** Its name: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** Where the user is asked (RFC 6749, section 3.1). */
  authorizationEndpoint: string;
  /** Where the code is exchanged (RFC 6749, section 3.2). */
  tokenEndpoint: string;
  /** Where the provider says who the access token belongs to, in JSON. */
  userinfoEndpoint: string;
  /** The issuer identifier that the provider sends back (RFC 9207), when it is known. Then it is checked. Default is none. */
  issuer?: string | undefined;
  /** The field of the user info with the stable id of the user. Default is `sub`. */
  identField?: string | undefined;
  /** Which field of the user info holds which claim: `{ picture: 'avatar_url' }`. Default is the claims' own names. */
  claims?: ClaimNames | undefined;
  /** Where the user's addresses are listed with `email`, `primary` and `verified`, as GitHub does. Default is none. */
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
  userinfoEndpoint: takes.string('an https:// address', true),
  issuer: takes.string(),
  identField: takes.string(),
  claims: takes.strings(),
  emailsEndpoint: takes.string('an https:// address'),
  revocationEndpoint: takes.string('an https:// address'),
  introspectionEndpoint: takes.string('an https:// address'),
  otherAccount: clientRules.authorizationParams,
  clock: takes.function(),
};
