import { createHash } from 'node:crypto';
import { decodeProtectedHeader } from '../jose.js';
import { CallbackError } from '../../shared/errors.js';

/**
 * Checks that a verified ID token belongs to the access token, when it has an `at_hash`. openid-client checks that in hybrid flows only.
 * Throws a `CallbackError`. (OIDC Core, section 3.1.3.8)
 */
export function checkAccessTokenHash(idToken: string, atHash: unknown, accessToken: string): void {
  if (atHash === undefined) return;
  const { alg = '' } = decodeProtectedHeader(idToken);
  const hash = createHash(hashAlgorithm(alg)).update(accessToken).digest();
  if (atHash === hash.subarray(0, hash.length / 2).toString('base64url')) return;
  throw new CallbackError('The ID token belongs to another access token', {
    code: 'ERR_OAUTH_ID_TOKEN',
    status: 502,
  });
}

function hashAlgorithm(alg: string): string {
  if (alg === 'EdDSA' || alg === 'Ed25519') return 'sha512';
  const bits = /(256|384|512)$/.exec(alg)?.[1];
  return `sha${bits ?? '256'}`;
}
