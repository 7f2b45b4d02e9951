import * as openid from 'openid-client';
import { ConfigurationError } from '../../shared/errors.js';
import { importedOnce } from './private-key.js';
import type { PrivateKey } from './private-key.js';

/** A request that a client authenticates: changed in place. */
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

/** Authenticates a client in a way of its own: puts into the body or the headers what the provider asks for. */
export type ClientAuthenticator = (request: AuthenticatedRequest) => void | Promise<void>;

/**
 * How a client proves to the provider who it is (RFC 6749, section 2.3; OIDC Core, section 9; RFC 8705).
 * `client_secret_basic` encodes id and secret as the RFC says; `client_secret_basic_raw` does not, for a provider that takes
 * them as they are. `private_key_jwt` takes the option `privateKey`. With `tls_client_auth` and `self_signed_tls_client_auth` the
 * option `fetch` presents the certificate. A function does it in any other way.
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

/** What of a client's options is about its authentication. */
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

/** What it means when the provider's metadata says nothing of it. */
export interface UsualAuthentication {
  /** How a secret is sent. */
  unlisted: 'client_secret_basic' | 'client_secret_post';
  /** Whom an assertion is for. */
  audience: 'issuer' | 'token endpoint';
}

/** What of a client must not be repeated: its secret, alone and as HTTP Basic has it (RFC 6749, section 2.3.1). */
export function secretsOf({
  clientId,
  clientSecret,
}: {
  clientId: string;
  clientSecret?: string | undefined;
}): string[] {
  if (clientSecret === undefined) return [];
  const [id, secret] = [formEncoded(clientId), formEncoded(clientSecret)];
  const pairs = [`${clientId}:${clientSecret}`, `${id}:${secret}`];
  return [...pairs.map((pair) => Buffer.from(pair).toString('base64')), ...pairs, secret, clientSecret];
}

/** As openid-client writes it: all but letters and digits with percent signs (RFC 6749, appendix B). */
function formEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[-_.!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Whether a value is a way to authenticate. */
export function isClientAuthentication(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'string' && METHODS.has(value));
}

/** Checks that what the way to authenticate needs is there. Throws a `ConfigurationError`. */
export function checkAuthentication(caller: string, options: AuthenticationOptions): void {
  const { clientSecret, clientAuthentication: chosen, privateKey } = options;
  if (typeof chosen !== 'string') return;
  if (chosen.startsWith('client_secret') && clientSecret === undefined)
    throw new ConfigurationError(`${caller}: option "clientSecret" is required with "${chosen}", got undefined`);
  if (chosen === 'private_key_jwt' && privateKey === undefined)
    throw new ConfigurationError(`${caller}: option "privateKey" is required with "private_key_jwt", got undefined`);
}

/** Whether a client presents a certificate: then it asks the endpoints that are for that (RFC 8705, section 5). */
export function usesMutualTls(options: AuthenticationOptions): boolean {
  return isByCertificate(options.clientAuthentication) || areBoundToCertificate(options);
}

/** Whether the tokens are bound to the certificate (RFC 8705, section 3). */
export function areBoundToCertificate(options: AuthenticationOptions): boolean {
  return options.certificateBoundTokens ?? isByCertificate(options.clientAuthentication);
}

/** Whether a client authenticates by its certificate. */
export function isByCertificate(chosen: ClientAuthentication | undefined): boolean {
  return chosen === 'tls_client_auth' || chosen === 'self_signed_tls_client_auth';
}

/**
 * How to authenticate, by option, else by what the provider's metadata lists.
 */
export function clientAuthentication(options: AuthenticationOptions, usual: UsualAuthentication): openid.ClientAuth {
  const { clientSecret = '', clientAuthentication: chosen, privateKey } = options;
  if (typeof chosen === 'function') return byFunction(chosen);
  switch (chosen ?? defaultOf(options)) {
    case 'client_secret_basic':
      return openid.ClientSecretBasic(clientSecret);
    case 'client_secret_basic_raw':
      return rawBasic(clientSecret);
    case 'client_secret_post':
      return openid.ClientSecretPost(clientSecret);
    case 'client_secret_jwt':
      return openid.ClientSecretJwt(clientSecret);
    case 'private_key_jwt':
      return privateKeyJwt(privateKey, usual);
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return openid.TlsClientAuth();
    case 'none':
      return openid.None();
    case 'as listed':
      return asListed(clientSecret, usual);
  }
}

function defaultOf({ clientSecret, privateKey }: AuthenticationOptions): 'private_key_jwt' | 'none' | 'as listed' {
  if (privateKey !== undefined) return 'private_key_jwt';
  return clientSecret === undefined ? 'none' : 'as listed';
}

function asListed(clientSecret: string, { unlisted }: UsualAuthentication): openid.ClientAuth {
  const [basic, post] = [openid.ClientSecretBasic(clientSecret), openid.ClientSecretPost(clientSecret)];
  return function authenticate(server, client, body, headers) {
    const listed = server.token_endpoint_auth_methods_supported ?? [unlisted];
    return (listed.includes('client_secret_post') ? post : basic)(server, client, body, headers);
  };
}

function rawBasic(clientSecret: string): openid.ClientAuth {
  return function authenticate(_server, client, _body, headers) {
    headers.set('authorization', `Basic ${Buffer.from(`${client.client_id}:${clientSecret}`).toString('base64')}`);
  };
}

function byFunction(authenticator: ClientAuthenticator): openid.ClientAuth {
  // oxlint-disable-next-line typescript/no-misused-promises -- openid-client awaits it; its type does not say so
  return async function authenticate(server, client, body, headers) {
    try {
      await authenticator({ metadata: { ...server }, clientId: client.client_id, body, headers });
    } catch (cause) {
      // Without its words: it was given the code, or the refresh token.
      const name = cause instanceof Error ? cause.name : 'It threw no error';
      throw new ConfigurationError('The function "clientAuthentication" failed', {
        code: 'ERR_OAUTH_HOOK',
        cause: new Error(name),
      });
    }
  };
}

function privateKeyJwt(privateKey: PrivateKey = {}, { audience }: UsualAuthentication): openid.ClientAuth {
  const key = importedOnce(privateKey);
  // oxlint-disable-next-line typescript/no-misused-promises -- openid-client awaits it; its type does not say so
  return async function authenticate(server, client, body, headers) {
    // The issuer (RFC 7523, section 3); not one that is made up, or a template.
    const isNamed = audience === 'issuer' && !server.issuer.includes('{');
    const authenticateByKey = openid.PrivateKeyJwt(await key(), {
      [openid.modifyAssertion](header, payload) {
        // As it was registered: one and the same key has two names.
        if (privateKey.alg !== undefined) header['alg'] = privateKey.alg;
        if (!isNamed) payload['aud'] = server.token_endpoint;
        for (const name of ['x5t', 'x5t#S256'] as const)
          if (typeof privateKey[name] === 'string') header[name] = privateKey[name];
      },
    });
    return authenticateByKey(server, client, body, headers);
  };
}
