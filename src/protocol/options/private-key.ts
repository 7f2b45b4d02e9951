import { importJWK, importPKCS8 } from 'jose';
import type { JWK } from 'jose';
import type * as openid from 'openid-client';
import { isPlainObject } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';

/** A private key: a JWK with `alg`, or PKCS #8 in PEM with its algorithm. `kid`, or the
 * digest of a certificate in `x5t` or `x5t#S256`, tells the provider which of our keys it is. */
export type PrivateKey = JWK | { pem: string; alg: string; kid?: string; x5t?: string; 'x5t#S256'?: string };

/** Whether a value may be a private key; whether it is one, the first use shows. */
export function isPrivateKey(value: unknown): boolean {
  if (!isPlainObject(value) || typeof value['alg'] !== 'string') return false;
  return typeof value['pem'] === 'string' ? value['pem'].includes('PRIVATE KEY') : typeof value['d'] === 'string';
}

/** The key for openid-client: read when it is first needed, and once. Rejects with a `ConfigurationError`. */
export function importedOnce(privateKey: PrivateKey): () => Promise<openid.PrivateKey> {
  let key: Promise<openid.PrivateKey> | undefined;
  return () => (key ??= imported(privateKey));
}

async function imported(privateKey: PrivateKey): Promise<openid.PrivateKey> {
  const { alg = '', kid } = privateKey;
  try {
    const key =
      'pem' in privateKey && typeof privateKey.pem === 'string'
        ? await importPKCS8(privateKey.pem, alg)
        : ((await importJWK(privateKey as JWK, alg)) as openid.CryptoKey);
    return { key, ...(kid === undefined ? {} : { kid }) };
  } catch {
    // Without its cause, which may hold a part of the key.
    throw new ConfigurationError('The option "privateKey" holds no key for its algorithm', { code: 'ERR_OAUTH_HOOK' });
  }
}
