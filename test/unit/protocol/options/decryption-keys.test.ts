import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { oidc } from '../../../../src/index.js';
import type { OidcOptions } from '../../../../src/index.js';
import { allTextOf, thrownBy } from '../../caught.js';
import { curveKey, montgomeryKey, rsaKey } from '../../../support/hostile/encryption.js';

const plain: OidcOptions = { issuer: 'https://id.example', clientId: 'app' };
const [RSA, CURVE, MONTGOMERY] = [rsaKey('rsa'), curveKey('curve'), montgomeryKey('montgomery')];

function jwkOf(key: { export(options: { format: 'jwk' }): JsonWebKey }): JsonWebKey {
  return key.export({ format: 'jwk' });
}

const otherCurve = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey);
const signing = jwkOf(generateKeyPairSync('ed25519').privateKey);
const short = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
const { d: _private, ...publicOnly } = CURVE;
const { p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...incomplete } = RSA;

const SECRETS = ([RSA, CURVE, MONTGOMERY, short, otherCurve, signing] as JsonWebKey[]).flatMap(({ d, n, x }) =>
  [d, n, x].filter((part) => part !== undefined),
);

describe('the option "decryptionKeys"', () => {
  it.each<[words: string, keys: unknown]>([
    ['It is not a list, or is empty', []],
    ['It is not a list, or is empty', RSA],
    ['It is not a list, or is empty', { keys: [RSA] }],
    ['Entry 1 is not a JWK', [JSON.stringify(RSA)]],
    ['Entry 2 is not a JWK', [RSA, null]],
    ['Entry 1 is not a private key', [publicOnly]],
    ['Entry 1 is not a private key', [{ kty: 'oct', k: 'c2VjcmV0' }]],
    ['Entry 1 has another "use" than "enc"', [{ ...RSA, use: 'sig' }]],
    ['Entry 1 has a "kid" that is not a string', [{ ...RSA, kid: 7 }]],
    ['Entry 1 is not a whole RSA key of at least 2048 bits', [incomplete]],
    ['Entry 1 is not a whole RSA key of at least 2048 bits', [short]],
    ['on the curve P-256 or X25519', [otherCurve]],
    ['on the curve P-256 or X25519', [signing]],
    ['Entry 1 needs another "alg": RSA-OAEP-256, RSA-OAEP', [{ ...RSA, alg: 'RSA1_5' }]],
    ['Entry 1 needs another "alg": RSA-OAEP-256, RSA-OAEP', [{ ...RSA, alg: 'RS256' }]],
    ['Entry 1 needs another "alg": ECDH-ES', [{ ...CURVE, alg: 'RSA-OAEP' }]],
    ['Each of several keys needs a "kid" of its own', [RSA, { ...CURVE, kid: undefined }]],
    ['Each of several keys needs a "kid" of its own', [RSA, { ...CURVE, kid: 'rsa' }]],
  ])('is refused without showing a key: %s', (words, decryptionKeys) => {
    const error = thrownBy(() => oidc({ ...plain, decryptionKeys } as unknown as OidcOptions)) as Error;
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIG', message: expect.stringContaining(words) });
    expect(error.message).toMatch(/^oidc\(\): option "decryptionKeys" takes /);
    const text = allTextOf(error);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it.each<[name: string, keys: OidcOptions['decryptionKeys']]>([
    ['an RSA key', [RSA]],
    ['a key on P-256', [CURVE]],
    ['a key on X25519', [MONTGOMERY]],
    ['one of each, for encryption', [RSA, CURVE, { ...MONTGOMERY, use: 'enc', alg: 'ECDH-ES+A256KW' }]],
    ['one without a kid', [{ ...CURVE, kid: undefined } as unknown as typeof CURVE]],
  ])('accepts %s', (_name, decryptionKeys) => {
    expect(() => oidc({ ...plain, decryptionKeys })).not.toThrow();
  });

  it('needs a key for "idTokenEncryptedResponseAlg"', () => {
    const takes = (options: Partial<OidcOptions>) => () => oidc({ ...plain, ...options });
    const alg = { idTokenEncryptedResponseAlg: 'ECDH-ES' };
    expect(takes(alg)).toThrow('option "decryptionKeys" needs a key for "idTokenEncryptedResponseAlg", ECDH-ES');
    expect(takes({ ...alg, decryptionKeys: [RSA] })).toThrow('option "decryptionKeys" needs a key');
    expect(takes({ ...alg, decryptionKeys: [RSA, CURVE] })).not.toThrow();
    expect(takes({ idTokenEncryptedResponseAlg: 'dir', decryptionKeys: [RSA] })).toThrow('takes a JWE algorithm');
  });
});
