import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import type { CompactJWEHeaderParameters, JWK } from 'jose';
import { signedWith } from './provider-keys.js';
import type { ProviderKeys } from './provider-keys.js';

/** Makes a private key of the client, as in the option `decryptionKeys`. */
export function rsaKey(kid?: string, alg = 'RSA-OAEP-256'): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), ...(kid === undefined ? {} : { kid }), alg };
}

/** Makes a private key on the curve P-256, without `alg`: it serves for each of them. */
export function curveKey(kid?: string): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), ...(kid === undefined ? {} : { kid }) };
}

/** Makes a private key on the curve X25519. */
export function montgomeryKey(kid?: string): JWK {
  const { privateKey } = generateKeyPairSync('x25519');
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), ...(kid === undefined ? {} : { kid }) };
}

/** Encrypts a text for a key, as the provider does, which knows only its public part. `header` changes the members of its header. */
export function encryptFor(key: JWK, text: string, header: Partial<CompactJWEHeaderParameters> = {}): Promise<string> {
  const { alg = 'ECDH-ES', kid } = key;
  const own = { alg, enc: 'A256GCM', cty: 'JWT', ...(kid === undefined ? {} : { kid }) };
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ ...own, ...header })
    .encrypt(createPublicKey({ key: key as JsonWebKey, format: 'jwk' }));
}

/** Signs as the provider does, and encrypts that for a key. */
export function encrypting(
  key: JWK,
  header: Partial<CompactJWEHeaderParameters> = {},
): (claims: Record<string, unknown>, keys: ProviderKeys) => Promise<string> {
  return async (claims, keys) => encryptFor(key, await signedWith(keys.current, claims), header);
}

/** Replaces members of the header of a JWE, which has another authentication tag then. */
export function withHeader(jwe: string, header: Record<string, unknown>): string {
  const [first = '', ...others] = jwe.split('.');
  const own = JSON.parse(Buffer.from(first, 'base64url').toString()) as Record<string, unknown>;
  return [Buffer.from(JSON.stringify({ ...own, ...header })).toString('base64url'), ...others].join('.');
}
