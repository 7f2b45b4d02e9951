import type { CompactJWEHeaderParameters, CryptoKey, JWK } from 'jose';
import * as openid from 'openid-client';
import { compactDecrypt, importJWK } from '../jose.js';
import { ConfigurationError } from '../../shared/errors.js';
import { isRecord } from '../is-record.js';
import { algorithmsOf, KEY_ALGORITHMS } from '../options/decryption-keys.js';

/** The authenticated encryption of the content (RFC 7518, section 5.1). */
const CONTENT_ALGORITHMS = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];

/** A private key for one algorithm. */
interface DecryptionKey {
  key: CryptoKey;
  alg: string;
  kid?: string;
}

/** Decrypts with the keys of the option `decryptionKeys`. */
export class Decryption {
  readonly #jwks: readonly JWK[];
  #keys: Promise<DecryptionKey[]> | undefined;

  constructor(jwks: readonly JWK[] = []) {
    this.#jwks = jwks;
  }

  /** Whether there are keys. */
  get isPossible(): boolean {
    return this.#jwks.length > 0;
  }

  /** Whether there is one key, and it has no `kid`: it is meant, whatever `kid` the provider sends. */
  get isUnnamed(): boolean {
    return this.#jwks.length === 1 && this.#jwks[0]?.kid === undefined;
  }

  /**
   * Has openid-client decrypt ID tokens, user info and introspections with this configuration. It takes no key without a `kid` for a token that
   * has one: `kid` is then the name of the only key.
   */
  async enable(config: openid.Configuration, kid?: string): Promise<void> {
    if (!this.isPossible) return;
    const keys = await this.#importOnce();
    const named = kid === undefined ? keys : keys.map((key) => ({ ...key, kid }));
    openid.enableDecryptingResponses(config, CONTENT_ALGORITHMS, ...named);
  }

  /** Decrypts a JWE to the text in it. It chooses the key as openid-client does. Rejects when no key fits. (RFC 7516, section 5.2) */
  async decrypt(jwe: string): Promise<string> {
    const keys = await this.#importOnce();
    const choose = ({ kid, ...header }: CompactJWEHeaderParameters) =>
      chooseKey(keys, this.isUnnamed ? header : { kid, ...header });
    const { plaintext } = await compactDecrypt(jwe, choose, {
      keyManagementAlgorithms: KEY_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ALGORITHMS,
    });
    return new TextDecoder().decode(plaintext);
  }

  #importOnce(): Promise<DecryptionKey[]> {
    return (this.#keys ??= importKeys(this.#jwks));
  }
}

async function importKeys(jwks: readonly JWK[]): Promise<DecryptionKey[]> {
  try {
    const keys = jwks.flatMap((jwk) => algorithmsOf(jwk).map((alg) => importKey(jwk, alg)));
    return await Promise.all(keys);
  } catch {
    // The cause is left out: it may quote a part of the key.
    throw new ConfigurationError('The option "decryptionKeys" holds a key that cannot be used', {
      code: 'ERR_OAUTH_HOOK',
    });
  }
}

async function importKey({ kid, key_ops: _operations, ...jwk }: JWK, alg: string): Promise<DecryptionKey> {
  const key = (await importJWK({ ...jwk, alg }, alg)) as CryptoKey;
  return { key, alg, ...(kid === undefined ? {} : { kid }) };
}

function chooseKey(keys: readonly DecryptionKey[], { kid, alg, epk }: CompactJWEHeaderParameters): CryptoKey {
  const fitting = keys.filter(
    (each) => (kid === undefined || kid === each.kid) && alg === each.alg && isOnCurve(each.key, epk),
  );
  const [chosen, ...others] = fitting;
  if (!chosen || others.length > 0) throw new Error('No key fits, or several do');
  return chosen.key;
}

function isOnCurve({ algorithm }: CryptoKey, epk: unknown): boolean {
  if (algorithm.name === 'RSA-OAEP') return true;
  const { namedCurve = algorithm.name } = algorithm as { namedCurve?: string };
  return isRecord(epk) && epk['crv'] === namedCurve;
}
