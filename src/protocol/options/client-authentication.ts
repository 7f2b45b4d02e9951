import { ConfigurationError } from '../../shared/errors.js';
import type { PrivateKey } from './private-key.js';

/** A request that a client authenticates. Change it in place. */
export interface AuthenticatedRequest {
  /** The provider's metadata. */
  metadata: Readonly<Record<string, unknown>>;
  /** Our id there. */
  clientId: string;
  /** The form that will be sent. */
  body: URLSearchParams;
  /** The headers that will be sent. */
  headers: Headers;
}

/** Authenticates a client in another way: adds what the provider asks for to the body or the headers. */
export type ClientAuthenticator = (request: AuthenticatedRequest) => void | Promise<void>;

/**
 * How a client proves to the provider who it is (RFC 6749, section 2.3; OIDC Core, section 9; RFC 8705).
 * `client_secret_basic` encodes id and secret as the RFC says; `client_secret_basic_raw` does not, for a provider that does not decode
 * them. `private_key_jwt` needs the option `privateKey`. With `tls_client_auth` and `self_signed_tls_client_auth` the option `fetch`
 * presents the certificate. A function implements any other way.
 */
export type ClientAuthentication =
  | 'client_secret_basic'
  | 'client_secret_basic_raw'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth'
  | 'none'
  | ClientAuthenticator;

/** The options of a client that concern its authentication. */
export interface AuthenticationOptions {
  clientSecret?: string | undefined;
  clientAuthentication?: ClientAuthentication | undefined;
  privateKey?: PrivateKey | undefined;
  certificateBoundTokens?: boolean | undefined;
}

const METHODS = new Set([
  'client_secret_basic',
  'client_secret_basic_raw',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
]);

/** Whether a value is valid for the option `clientAuthentication`. */
export function isClientAuthentication(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'string' && METHODS.has(value));
}

/** Throws a `ConfigurationError` when the secret or the key that the authentication needs is missing. */
export function checkAuthentication(caller: string, options: AuthenticationOptions): void {
  const { clientSecret, clientAuthentication: chosen, privateKey } = options;
  if (typeof chosen !== 'string') return;
  if (chosen.startsWith('client_secret') && clientSecret === undefined)
    throw new ConfigurationError(`${caller}: option "clientSecret" is required with "${chosen}", got undefined`);
  if (chosen === 'private_key_jwt' && privateKey === undefined)
    throw new ConfigurationError(`${caller}: option "privateKey" is required with "private_key_jwt", got undefined`);
}

/** Whether a client presents a certificate, and so uses the endpoints for mutual TLS (RFC 8705, section 5). */
export function usesMutualTls(options: AuthenticationOptions): boolean {
  return authenticatesByCertificate(options.clientAuthentication) || areBoundToCertificate(options);
}

/** Whether the tokens are bound to the client's certificate (RFC 8705, section 3). */
export function areBoundToCertificate(options: AuthenticationOptions): boolean {
  return options.certificateBoundTokens ?? authenticatesByCertificate(options.clientAuthentication);
}

/** Whether a client authenticates with its certificate. */
export function authenticatesByCertificate(chosen: ClientAuthentication | undefined): boolean {
  return chosen === 'tls_client_auth' || chosen === 'self_signed_tls_client_auth';
}
