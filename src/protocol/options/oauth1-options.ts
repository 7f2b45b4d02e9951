import { takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { clientRules, takesIdentField } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import { SIGNATURE_METHODS } from '../oauth1/oauth1-signer.js';
import type { SignatureMethod } from '../oauth1/oauth1-signer.js';
import type { ClaimNames } from '../user/user-claims.js';

/** What a client of an OAuth 1.0a provider is made of: its endpoints, and our registration there (RFC 5849). */
export interface OAuth1Options extends Pick<
  ClientOptions,
  | 'clientId'
  | 'label'
  | 'authorizationParams'
  | 'apiBase'
  | 'apiOrigins'
  | 'apiHeaders'
  | 'timeoutSeconds'
  | 'fetch'
  | 'dangerously'
> {
  /** Its name: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** The secret of the consumer key, which is the `clientId`. RSA-SHA1 has a private key in its place. */
  clientSecret?: string | undefined;
  /** Where temporary credentials are had (RFC 5849, section 2.1). */
  temporaryCredentialsEndpoint: string;
  /** Where the user is asked (RFC 5849, section 2.2). */
  authorizationEndpoint: string;
  /** Where token credentials are had (RFC 5849, section 2.3). */
  tokenCredentialsEndpoint: string;
  /** Where the provider says who the token belongs to, in JSON. Default is that its token response says so. */
  userinfoEndpoint?: string | undefined;
  /** The field of the user info with the stable id of the user, or the way to it. Default is `id`. */
  identField?: string | undefined;
  /** Where in the user info a claim is: `{ preferred_username: 'screen_name' }`. Default is its own name. */
  claims?: ClaimNames | undefined;
  /** How requests are signed. Default is `HMAC-SHA1`, which every provider knows. */
  signatureMethod?: SignatureMethod | undefined;
  /** The private key of RSA-SHA1, in PEM. Default is none. */
  rsaPrivateKey?: string | undefined;
  /** The realm that requests name (RFC 5849, section 3.5.1). Default is none. */
  realm?: string | undefined;
  /** How credentials are asked for. Default is `POST`. */
  credentialsMethod?: 'GET' | 'POST' | undefined;
  /** The authorization parameters that make the provider offer another account. Default is none. */
  otherAccount?: AuthorizationParameters | undefined;
  /** Tells the time in milliseconds. Default is `Date.now`. */
  clock?: Clock | undefined;
}

/** The rules of the options of every client that an OAuth 1.0a client takes, too. */
export const oauth1ClientRules = {
  clientId: clientRules.clientId,
  clientSecret: clientRules.clientSecret,
  name: clientRules.name,
  label: clientRules.label,
  authorizationParams: clientRules.authorizationParams,
  apiBase: clientRules.apiBase,
  apiOrigins: clientRules.apiOrigins,
  apiHeaders: clientRules.apiHeaders,
  timeoutSeconds: clientRules.timeoutSeconds,
  fetch: clientRules.fetch,
  dangerously: clientRules.dangerously,
};

/** The rules of these options. */
export const oauth1Rules: OptionRules<OAuth1Options> = {
  ...oauth1ClientRules,
  name: { ...clientRules.name, required: true },
  temporaryCredentialsEndpoint: takes.string('an https:// address', true),
  authorizationEndpoint: takes.string('an https:// address', true),
  tokenCredentialsEndpoint: takes.string('an https:// address', true),
  userinfoEndpoint: takes.string('an https:// address'),
  identField: takesIdentField(),
  claims: takes.texts(),
  signatureMethod: {
    takes: 'one of HMAC-SHA1, HMAC-SHA256, RSA-SHA1, PLAINTEXT',
    check: (value) => typeof value === 'string' && SIGNATURE_METHODS.includes(value),
  },
  rsaPrivateKey: {
    takes: 'a private RSA key in PEM',
    check: (value) => typeof value === 'string' && value.includes('PRIVATE KEY'),
    secret: true,
  },
  realm: {
    takes: 'printable ASCII without quotes and backslashes',
    check: (value) => typeof value === 'string' && /^[ !#-[\]-~]+$/.test(value),
  },
  otherAccount: clientRules.authorizationParams,
  credentialsMethod: { takes: '"GET" or "POST"', check: (value) => value === 'GET' || value === 'POST' },
  clock: takes.function(),
};
