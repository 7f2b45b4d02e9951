import { takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { clientRules, takesIdentField } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import { SIGNATURE_METHODS } from '../oauth1/oauth1-signer.js';
import type { SignatureMethod } from '../oauth1/oauth1-signer.js';
import type { ClaimNames } from '../user/claim-source.js';

/** The options of a client of an OAuth 1.0a provider: its endpoints, and our registration there (RFC 5849). */
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
  /** The name of the client: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** The secret of the consumer key, which is the `clientId`. RSA-SHA1 uses a private key instead. */
  clientSecret?: string | undefined;
  /** The endpoint for temporary credentials (RFC 5849, section 2.1). */
  temporaryCredentialsEndpoint: string;
  /** The page where the user authorizes the sign-in (RFC 5849, section 2.2). */
  authorizationEndpoint: string;
  /** The endpoint for token credentials (RFC 5849, section 2.3). */
  tokenCredentialsEndpoint: string;
  /** The endpoint of the user info, in JSON. Default is none: the token response holds the user info. */
  userinfoEndpoint?: string | undefined;
  /** The field of the user info with the stable id of the user, or the path to it. Default is `id`. */
  identField?: string | undefined;
  /** Where the user info holds a claim under another name: `{ preferred_username: 'screen_name' }`. Default is none. */
  claims?: ClaimNames | undefined;
  /** How requests are signed. Default is `HMAC-SHA1`, which every provider supports. */
  signatureMethod?: SignatureMethod | undefined;
  /** The private key of RSA-SHA1, in PEM. Default is none. */
  rsaPrivateKey?: string | undefined;
  /** The realm of signed requests (RFC 5849, section 3.5.1). Default is none. */
  realm?: string | undefined;
  /** The method of the requests for credentials. Default is `POST`. */
  credentialsMethod?: 'GET' | 'POST' | undefined;
  /** The authorization parameters with which the provider offers another account. Default is none. */
  otherAccount?: AuthorizationParameters | undefined;
  /** Returns the time in milliseconds since the epoch. Default is `Date.now`. */
  clock?: Clock | undefined;
}

/** The rules of the options that an OAuth 1.0a client shares with other clients. */
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
