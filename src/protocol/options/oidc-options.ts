import type { JWK } from 'jose';
import { isPlainObject, takes } from '../../shared/check-options.js';
import type { OptionRule, OptionRules } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { clientRules } from './client-options.js';
import type { AuthorizationParameters, ClientOptions } from './client-options.js';
import type { ClaimNames } from '../user/claim-source.js';
import { explainDecryptionKeys, KEY_ALGORITHMS } from './decryption-keys.js';

/** The options of an OpenID Connect client: the issuer, and our registration there. */
export interface OidcOptions extends ClientOptions {
  /** The provider's issuer identifier, exactly as it states it; its endpoints are discovered (OIDC Discovery 1.0). */
  issuer: string;
  /**
   * The address of the provider's metadata, where it is not below the issuer. The metadata must then state the issuer character for
   * character; at a host of Microsoft, metadata of that host may also state what it may without this option. Default is the issuer, followed by `/.well-known/openid-configuration`. (OIDC Discovery 1.0, section 4.1)
   */
  metadataUrl?: string | undefined;
  /** The scopes to request, separated by spaces. `openid` is always added. Default is `openid email profile`. */
  scope?: string | undefined;
  /**
   * The claims of the ID token that identify a user together, for a provider where `sub` is unique only within a tenant. They must not
   * change later. Default is `['sub']`.
   */
  subjectClaims?: readonly string[] | undefined;
  /** Where the provider's claims hold a claim under another name: `{ preferred_username: 'battle_tag' }`. Default is none. */
  claims?: ClaimNames | undefined;
  /**
   * Whether the parameter `user` of the authorization response holds the user's name, as Apple sends it at the first sign-in. Default is
   * false.
   */
  userInResponse?: boolean | undefined;
  /** The algorithm of its ID tokens. Default is any asymmetric one that the provider's metadata lists. */
  idTokenSignedResponseAlg?: string | undefined;
  /**
   * The private keys for which the provider encrypts ID tokens, user info and logout tokens: JWKs on P-256 or X25519, or of RSA. Each of several
   * keys needs a `kid`, which the provider repeats. Tokens that are not encrypted are accepted, too. Default is none: an encrypted token is
   * refused. (OIDC Core, sections 10.2 and 16.14)
   */
  decryptionKeys?: readonly JWK[] | undefined;
  /**
   * The algorithm by which the provider encrypts the keys of its ID tokens, as registered: an ID token that is not encrypted, or by another one,
   * is then refused. It needs `decryptionKeys`. Default is none. (OIDC Core, section 3.1.3.7, step 1)
   */
  idTokenEncryptedResponseAlg?: string | undefined;
  /** Whether to request the user info, if the provider has an endpoint for it. Default is true. */
  fetchUser?: boolean | undefined;
  /** Whether to push the authorization request (RFC 9126) if the provider's metadata offers it. Default is true. */
  pushedAuthorizationRequests?: boolean | undefined;
  /**
   * How the provider sends its response: in the query or as a posted form, and with `jwt` signed. Default is `query`.
   * (OAuth 2.0 Form Post Response Mode; JARM, section 2.3)
   */
  responseMode?: 'query' | 'form_post' | 'jwt' | 'form_post.jwt' | undefined;
  /** The algorithm of its signed responses. Default is any asymmetric one that the provider's metadata lists. (JARM, section 3) */
  authorizationSignedResponseAlg?: string | undefined;
  /** Whether to sign authorization requests, with `privateKey`. Default is false. (RFC 9101) */
  signedRequests?: boolean | undefined;
  /**
   * Whether to bind the tokens to a key, so that a stolen token is useless. Each sign-in has its own key, which is stored with the tokens.
   * Default is false; with the profile `fapi2` it is true, unless the client has a certificate. (RFC 9449)
   */
  dpop?: boolean | undefined;
  /**
   * Whether the tokens are bound to the certificate that `fetch` presents. Default is whether the client authenticates with it.
   * (RFC 8705, section 3)
   */
  certificateBoundTokens?: boolean | undefined;
  /**
   * `fapi2` turns on everything that the profile requires: pushed requests, `private_key_jwt` or a certificate, bound tokens, the issuer in
   * the response, and its algorithms. If the provider does not support all of them, logins fail with the code `ERR_OAUTH_PROFILE`. Default
   * is none. (FAPI 2.0 Security Profile; with `signedRequests` and `responseMode: 'jwt'` Message Signing)
   */
  profile?: 'fapi2' | undefined;
  /** The authorization parameters with which the provider offers another account. Default is `{ prompt: 'login' }`. */
  otherAccount?: AuthorizationParameters | undefined;
  /**
   * Members of the provider's metadata that it does not publish, or that are wrong. With `authorization_endpoint` and `token_endpoint` among
   * them, there is no discovery. Default is none. (OIDC Discovery 1.0, section 3)
   */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** The provider's public keys. Default is none: they are fetched from its `jwks_uri`. (RFC 7517, section 5) */
  jwks?: { readonly keys: readonly object[] } | undefined;
  /** Whether to send a nonce, which the ID token must then repeat. Default is true. Set it to false for a provider that drops it. */
  nonce?: boolean | undefined;
  /** How many seconds the provider's clock and ours may differ, when an ID token or a signed response is checked. Default is 30. */
  clockToleranceSeconds?: number | undefined;
  /** Returns the time in milliseconds since the epoch. Default is `Date.now`. */
  clock?: Clock | undefined;
}

const takesAlgorithm: OptionRule = {
  takes: 'an asymmetric JWS algorithm such as "RS256"',
  check: (value) => typeof value === 'string' && /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/.test(value),
};

/** The rules of these options. */
export const oidcRules: OptionRules<OidcOptions> = {
  ...clientRules,
  issuer: takes.string('the address of an issuer', true),
  metadataUrl: takes.string('the address of the metadata'),
  subjectClaims: {
    takes: 'a list of claims, "sub" among them',
    check: (value) => Array.isArray(value) && value.includes('sub') && value.every((each) => typeof each === 'string'),
  },
  claims: takes.texts(),
  userInResponse: takes.boolean(),
  idTokenSignedResponseAlg: takesAlgorithm,
  authorizationSignedResponseAlg: takesAlgorithm,
  decryptionKeys: {
    takes: 'a list of private JWKs for RSA-OAEP or ECDH-ES',
    check: (value) => explainDecryptionKeys(value) === undefined,
    explain: explainDecryptionKeys,
    secret: true,
  },
  idTokenEncryptedResponseAlg: {
    takes: `a JWE algorithm: ${KEY_ALGORITHMS.join(', ')}`,
    check: (value) => KEY_ALGORITHMS.includes(value as string),
  },
  fetchUser: takes.boolean(),
  pushedAuthorizationRequests: takes.boolean(),
  responseMode: {
    takes: '"query", "form_post", "jwt" or "form_post.jwt"',
    check: (value) => ['query', 'form_post', 'jwt', 'form_post.jwt'].includes(value as string),
  },
  signedRequests: takes.boolean(),
  dpop: takes.boolean(),
  certificateBoundTokens: takes.boolean(),
  profile: { takes: '"fapi2"', check: (value) => value === 'fapi2' },
  otherAccount: clientRules.authorizationParams,
  metadata: { takes: 'an object of metadata members', check: isPlainObject },
  jwks: {
    takes: 'a JWK Set: an object with "keys"',
    check: (value) => isPlainObject(value) && Array.isArray(value['keys']) && value['keys'].every(isPlainObject),
  },
  nonce: takes.boolean(),
  clockToleranceSeconds: takes.wholeSeconds(0, 300),
  clock: takes.function(),
};
