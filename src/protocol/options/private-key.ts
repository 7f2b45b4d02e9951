import type { JWK } from 'jose';
import { isPlainObject } from '../../shared/check-options.js';

/**
 * A private key: a JWK with `alg`, or PKCS #8 in PEM with its algorithm. The provider identifies the key by `kid`, or by the digest of a
 * certificate in `x5t` or `x5t#S256`.
 */
export type PrivateKey = JWK | { pem: string; alg: string; kid?: string; x5t?: string; 'x5t#S256'?: string };

/** Whether a value looks like a private key. The first use shows whether it is one. */
export function isPrivateKey(value: unknown): boolean {
  if (!isPlainObject(value) || typeof value['alg'] !== 'string') return false;
  return typeof value['pem'] === 'string' ? value['pem'].includes('PRIVATE KEY') : typeof value['d'] === 'string';
}
