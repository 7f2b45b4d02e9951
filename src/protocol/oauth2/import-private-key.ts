import type { JWK } from 'jose';
import type * as openid from 'openid-client';
import { importJWK, importPKCS8 } from '../jose.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { PrivateKey } from '../options/private-key.js';

/** Returns a function that imports the key for openid-client at its first call, and once. It rejects with a `ConfigurationError`. */
export function importOnce(privateKey: PrivateKey): () => Promise<openid.PrivateKey> {
  let key: Promise<openid.PrivateKey> | undefined;
  return () => (key ??= importPrivateKey(privateKey));
}

async function importPrivateKey(privateKey: PrivateKey): Promise<openid.PrivateKey> {
  const { alg = '', kid } = privateKey;
  try {
    const key =
      'pem' in privateKey && typeof privateKey.pem === 'string'
        ? await importPKCS8(privateKey.pem, alg)
        : ((await importJWK(privateKey as JWK, alg)) as openid.CryptoKey);
    return { key, ...(kid === undefined ? {} : { kid }) };
  } catch {
    // The cause is left out: it may quote a part of the key.
    throw new ConfigurationError('The option "privateKey" holds no key for its algorithm', { code: 'ERR_OAUTH_HOOK' });
  }
}
