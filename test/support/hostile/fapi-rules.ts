import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import type { OidcOptions } from '../../../src/index.js';
import { CLIENT_ID } from './client-requests.js';
import type { Parameters } from './client-requests.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: randomUUID() };

/** The client options that a FAPI 2.0 provider requires. */
export const fapiClient: Partial<OidcOptions> = { profile: 'fapi2', privateKey: jwk, clientSecret: undefined };

/** The secret of that client. */
export const CLIENT_KEY = String(jwk.d);

/** The key thumbprint of a valid proof, or the error of an invalid one, or that the nonce is missing. */
export type Proof = { jkt: string } | { wrong: string } | { nonce: string };

/** Whether its proofs need a nonce (RFC 9449, section 8). */
export type FapiKind = 'with nonces' | 'without nonces';

/**
 * The rules of a FAPI 2.0 provider for clients beyond OpenID Connect: assertions for this audience that are used once, pushed
 * requests, and DPoP proofs. It shares no code with the library.
 */
export class FapiRules {
  /** Additional metadata. */
  readonly metadata: Record<string, unknown>;
  /** The current nonce for proofs. */
  nonce: string | undefined;
  readonly #issuer: string;
  readonly #used = new Set<string>();
  /** The key that each code or token is bound to. */
  readonly #keys = new Map<string, string>();

  constructor(issuer: string, kind: FapiKind) {
    this.#issuer = issuer;
    this.nonce = kind === 'with nonces' ? randomUUID() : undefined;
    this.metadata = {
      pushed_authorization_request_endpoint: `${issuer}/par`,
      require_pushed_authorization_requests: true,
      dpop_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256'],
      id_token_signing_alg_values_supported: ['ES256'],
      request_object_signing_alg_values_supported: ['ES256'],
      authorization_signing_alg_values_supported: ['ES256'],
      response_modes_supported: ['query', 'jwt'],
    };
  }

  /** Finds the error of a client assertion (FAPI 2.0 Security Profile, section 5.3.3.1). */
  async wrongInAssertion({ client_assertion_type: type, client_assertion: assertion = '', ...rest }: Parameters) {
    if (type !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return 'client_assertion_type';
    if ('client_secret' in rest) return 'a secret';
    const verified = await jwtVerify(assertion, publicKey, { algorithms: ['ES256'] }).catch(() => undefined);
    if (!verified) return 'assertion';
    const { iss, sub, aud, exp = 0, jti = '' } = verified.payload;
    if (iss !== CLIENT_ID || sub !== CLIENT_ID) return 'iss or sub of the assertion';
    if (aud !== this.#issuer) return 'aud of the assertion';
    if (exp > Date.now() / 1000 + 300) return 'exp of the assertion';
    return this.#isNew(jti) ? undefined : 'jti of the assertion';
  }

  /** Checks the proof of a request (RFC 9449, section 4.3), which must match the access token if there is one. */
  async proof(req: IncomingMessage, accessToken?: string): Promise<Proof> {
    const header = req.headers['dpop'];
    if (typeof header !== 'string') return { wrong: 'no proof' };
    const verified = await jwtVerify(header, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] }).catch(() => null);
    if (!verified) return { wrong: 'proof' };
    const { htm, htu, iat = 0, jti = '', nonce, ath } = verified.payload;
    const { pathname } = new URL(req.url ?? '/', this.#issuer);
    if (htm !== req.method || htu !== this.#issuer + pathname) return { wrong: 'htm or htu of the proof' };
    if (Math.abs(Date.now() / 1000 - iat) > 60) return { wrong: 'iat of the proof' };
    if (!this.#isNew(jti)) return { wrong: 'jti of the proof' };
    if (this.nonce !== undefined && nonce !== this.nonce) return { nonce: this.nonce };
    const hash = accessToken && createHash('sha256').update(accessToken).digest('base64url');
    if (ath !== hash) return { wrong: 'ath of the proof' };
    const key = verified.protectedHeader.jwk ?? {};
    if ('d' in key) return { wrong: 'a private key in the proof' };
    return { jkt: await calculateJwkThumbprint(key) };
  }

  /** Binds a code or a token to a key. */
  bind(jkt: string, ...handles: string[]): void {
    for (const handle of handles) this.#keys.set(handle, jkt);
  }

  /** Whether this key may use it. */
  isBound(jkt: string, handle: string): boolean {
    return this.#keys.get(handle) === jkt;
  }

  #isNew(jti: string): boolean {
    if (jti === '' || this.#used.has(jti)) return false;
    this.#used.add(jti);
    return true;
  }
}
