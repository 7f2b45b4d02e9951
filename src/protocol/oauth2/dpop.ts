import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import * as openid from 'openid-client';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from '../jose.js';
import { digest } from '../../shared/digest.js';
import { SessionError } from '../../shared/errors.js';
import type { ApiCall } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';

/** The algorithms that we can sign proofs with, the fastest first. */
export const DPOP_ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA', 'PS256'];

/** An RSA key takes more than 100 ms of a processor. */
const MAX_UNUSED_KEYS = 10;

/** The most origins whose nonces are remembered. A provider has few. */
const MAX_NONCES = 100;

/**
 * Binds tokens to a key that never leaves this app: a stolen token is useless without it (RFC 9449). Each sign-in has its own key, which
 * is kept in its token set. All keys share the nonces of a server.
 */
export class DPoP {
  readonly #nonces = new Map<string, string>();
  readonly #unused: JWK[] = [];

  /** Creates a key: a private JWK for the first of our algorithms that the provider lists. */
  async createKey(listed: unknown): Promise<JWK> {
    const alg = algorithmFor(listed);
    const unused = isCostly(alg) ? this.#unused.pop() : undefined;
    if (unused) return unused;
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), alg };
  }

  /** Takes a key back that no token was bound to, for the next login: a costly one is not wasted on a made-up code. */
  returnUnused(key: JWK): void {
    if (isCostly(key.alg ?? '') && this.#unused.length < MAX_UNUSED_KEYS) this.#unused.push(key);
  }

  /** Gives a key to openid-client, which then adds proofs to its requests. */
  async createHandle(config: openid.Configuration, key: JWK): Promise<openid.DPoPHandle> {
    const { alg = '' } = key;
    const pair = {
      privateKey: (await importKey(key)) as openid.CryptoKey,
      publicKey: (await importJWK(publicPart(key), alg, { extractable: true })) as openid.CryptoKey,
    };
    return openid.getDPoPHandle(config, pair, {
      [openid.modifyAssertion]: (header, payload) => {
        header['alg'] = alg;
        payload['nonce'] ??= this.#nonces.get(new URL(payload['htu'] as string).origin);
      },
    });
  }

  /** Adds a bound token and its proof to a call of an API (section 7.1). */
  async authorise({ target, init }: ApiCall, accessToken: string, key: JWK): Promise<ApiCall> {
    const { alg = '' } = key;
    const nonce = this.#nonces.get(target.origin);
    const proof = await new SignJWT({
      jti: randomUUID(),
      htm: methodOf(init),
      htu: target.origin + target.pathname,
      ath: digest(accessToken),
      ...(nonce === undefined ? {} : { nonce }),
    })
      .setIssuedAt()
      .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicPart(key) })
      .sign(await importKey(key));
    const headers = new Headers(init.headers);
    headers.set('authorization', `DPoP ${accessToken}`);
    headers.set('dpop', proof);
    return { target, init: { ...init, headers } };
  }

  /** Wraps `fetch` so that the nonces that servers send are remembered (section 8.2). */
  rememberNonces(fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Fetch {
    return async (url, init) => {
      const response = await fetch(url, init);
      const nonce = response.headers.get('dpop-nonce');
      if (nonce) this.#remember(new URL(url).origin, nonce);
      return response;
    };
  }

  #remember(origin: string, nonce: string): void {
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size >= MAX_NONCES && oldest !== undefined && !this.#nonces.has(origin))
      this.#nonces.delete(oldest);
    this.#nonces.set(origin, nonce);
  }
}

/** The first of our algorithms that a provider lists. */
export function algorithmFor(listed: unknown): string {
  return DPOP_ALGORITHMS.find((each) => Array.isArray(listed) && listed.includes(each)) ?? 'ES256';
}

/** Whether a key for this algorithm takes so long to create that an anonymous request must not cause it. */
export function isCostly(alg: string): boolean {
  return alg === 'PS256';
}

/** Whether an API asks for the call to be repeated with its nonce (section 9). The token stays valid. */
export function asksForNonce(response: Response): boolean {
  return response.headers.has('dpop-nonce') && /\berror\s*=\s*"?use_dpop_nonce\b/i.test(challengeOf(response));
}

/** Whether an API refuses the proof, not the token: another token would not help. */
export function refusesProof(response: Response): boolean {
  return /\berror\s*=\s*"?(?:use_dpop_nonce|invalid_dpop_proof)\b/i.test(challengeOf(response));
}

function challengeOf({ status, headers }: Response): string {
  return (status === 401 && headers.get('www-authenticate')) || '';
}

/** Rejects without a cause, which could quote a part of the key. */
async function importKey(key: JWK): ReturnType<typeof importJWK> {
  try {
    return await importJWK(key, key.alg ?? '');
  } catch {
    throw missingKeyError();
  }
}

/** The error for a bound token without its key, which is useless. */
export function missingKeyError(client?: string): SessionError {
  return new SessionError('The key that the access token is bound to is missing', {
    code: 'ERR_OAUTH_SESSION_STORE',
    client,
    hint: 'A store of the option "tokenStore" must keep whole token sets, with "dpopKey" as the object that it is',
  });
}

function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as JWK;
}

/** The method as `fetch` sends it: only some methods are changed to capitals (Fetch, section 2.2.1). */
function methodOf({ method = 'GET' }: RequestInit): string {
  return /^(?:delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
}
