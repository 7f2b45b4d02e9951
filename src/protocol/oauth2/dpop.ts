import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import * as openid from 'openid-client';
import { digest } from '../../shared/digest.js';
import { SessionError } from '../../shared/errors.js';
import type { ApiCall } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';

/** How proofs may be signed, the quickest to make first. */
export const DPOP_ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA', 'PS256'];

/** The nonces of so many origins at most are remembered: a provider has few. */
const MOST_NONCES = 100;

/**
 * Proves that a token is ours, by a key that it is bound to and that never leaves this app: who steals the token alone has
 * nothing (RFC 9449). Each sign-in has a key of its own, which its token set holds; the nonces of a server are for all keys.
 */
export class DPoP {
  readonly #nonces = new Map<string, string>();

  /** A new key: a private JWK with the first of our algorithms that the provider lists. */
  async newKey(listed: unknown): Promise<JWK> {
    const alg = DPOP_ALGORITHMS.find((each) => Array.isArray(listed) && listed.includes(each)) ?? 'ES256';
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), alg };
  }

  /** A key for openid-client, which makes the proofs of what it sends. */
  async handle(config: openid.Configuration, key: JWK): Promise<openid.DPoPHandle> {
    const { alg = '' } = key;
    const pair = {
      privateKey: (await imported(key)) as openid.CryptoKey,
      publicKey: (await importJWK(publicPart(key), alg, { extractable: true })) as openid.CryptoKey,
    };
    return openid.getDPoPHandle(config, pair, {
      [openid.modifyAssertion]: (header, payload) => {
        header['alg'] = alg;
        payload['nonce'] ??= this.#nonces.get(new URL(payload['htu'] as string).origin);
      },
    });
  }

  /** Puts a bound token and the proof into a call of an API (section 7.1). */
  async authorised({ target, init }: ApiCall, accessToken: string, key: JWK): Promise<ApiCall> {
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
      .sign(await imported(key));
    const headers = new Headers(init.headers);
    headers.set('authorization', `DPoP ${accessToken}`);
    headers.set('dpop', proof);
    return { target, init: { ...init, headers } };
  }

  /** A fetch that remembers the nonces that servers hand out (section 8.2). */
  learning(fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Fetch {
    return async (url, init) => {
      const response = await fetch(url, init);
      const nonce = response.headers.get('dpop-nonce');
      if (nonce) this.#remember(new URL(url).origin, nonce);
      return response;
    };
  }

  #remember(origin: string, nonce: string): void {
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size >= MOST_NONCES && oldest !== undefined && !this.#nonces.has(origin))
      this.#nonces.delete(oldest);
    this.#nonces.set(origin, nonce);
  }
}

/** Whether an API wants the call once more, with the nonce that it hands out (section 9). The token is none the worse for it. */
export function asksForNonce(response: Response): boolean {
  return response.headers.has('dpop-nonce') && /\berror\s*=\s*"?use_dpop_nonce\b/i.test(challengeOf(response));
}

/** Whether an API refuses the proof and not the token: another token would not help. */
export function isOfProof(response: Response): boolean {
  return /\berror\s*=\s*"?(?:use_dpop_nonce|invalid_dpop_proof)\b/i.test(challengeOf(response));
}

function challengeOf({ status, headers }: Response): string {
  return (status === 401 && headers.get('www-authenticate')) || '';
}

/** What is wrong with a key is said without a word of it. */
async function imported(key: JWK): ReturnType<typeof importJWK> {
  try {
    return await importJWK(key, key.alg ?? '');
  } catch {
    throw keyIsGone();
  }
}

/** A bound token without its key, which is of no use any more. */
export function keyIsGone(client?: string): SessionError {
  return new SessionError('The key that the access token is bound to is not with it', {
    code: 'ERR_OAUTH_SESSION_STORE',
    client,
    hint: 'A store of the option "tokenStore" keeps whole token sets, "dpopKey" as the object that it is',
  });
}

function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as JWK;
}

/** The method as fetch sends it: it writes only some of them in capitals (Fetch, section 2.2.1). */
function methodOf({ method = 'GET' }: RequestInit): string {
  return /^(?:delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
}
