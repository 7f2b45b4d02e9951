import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { isPlainObject } from '../../shared/check-options.js';

const RSA = ['RSA-OAEP-256', 'RSA-OAEP', 'RSA-OAEP-384', 'RSA-OAEP-512'];
const ELLIPTIC = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];

/** The algorithms by which a key of ours can be encrypted for (RFC 7518, section 4.1): neither RSA1_5 nor a shared secret. */
export const KEY_ALGORITHMS = [...RSA, ...ELLIPTIC];

/** RFC 7518, section 4.3. */
const MIN_RSA_BITS = 2048;

/** The algorithms that a private key decrypts: that in its `alg`, else all that fit its type. */
export function algorithmsOf({ kty, alg }: JWK): readonly string[] {
  if (alg !== undefined) return [alg];
  return kty === 'RSA' ? RSA : ELLIPTIC;
}

/** Says why a value is not a list of decryption keys; undefined if it is one. The text never shows a key. */
export function explainDecryptionKeys(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'It is not a list, or is empty';
  for (const [index, entry] of (value as unknown[]).entries()) {
    const problem = explainKey(entry);
    if (problem !== undefined) return `Entry ${index + 1} ${problem}`;
  }
  const kids = (value as JWK[]).map(({ kid }) => kid);
  const isNamed = kids.length === 1 || !kids.includes(undefined);
  return isNamed && new Set(kids).size === kids.length ? undefined : 'Each of several keys needs a "kid" of its own';
}

function explainKey(entry: unknown): string | undefined {
  if (!isPlainObject(entry)) return 'is not a JWK';
  const { d, use, kid, alg } = entry;
  if (typeof d !== 'string') return 'is not a private key';
  if (use !== undefined && use !== 'enc') return 'has another "use" than "enc"';
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return 'has a "kid" that is not a string';
  const key = readKey(entry);
  const fitting = key && algorithmsFor(key);
  if (!fitting) return 'is not a whole RSA key of at least 2048 bits, or a key on the curve P-256 or X25519';
  if (alg !== undefined && !fitting.includes(alg as string)) return `needs another "alg": ${fitting.join(', ')}`;
  return undefined;
}

function readKey(jwk: Record<string, unknown>): KeyObject | undefined {
  try {
    return createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    // The cause is left out: it may quote a part of the key.
    return undefined;
  }
}

function algorithmsFor({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): readonly string[] | undefined {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa') return modulusLength < MIN_RSA_BITS ? undefined : RSA;
  return asymmetricKeyType === 'x25519' || namedCurve === 'prime256v1' ? ELLIPTIC : undefined;
}
