import { describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { KEY_ALGORITHMS } from '../../../../src/protocol/options/decryption-keys.js';
import { Decryption } from '../../../../src/protocol/oidc/decryption.js';
import { curveKey, encryptFor, montgomeryKey, rsaKey, withHeader } from '../../../support/hostile/encryption.js';

const RSA = rsaKey('rsa');
const [P256, X25519] = [curveKey('p256'), montgomeryKey('x25519')];
const withoutAlg = { ...RSA, alg: undefined } as unknown as JWK;
const CASES = KEY_ALGORITHMS.flatMap((alg): [string, string, JWK][] =>
  alg.startsWith('RSA')
    ? [[alg, 'an RSA key', withoutAlg]]
    : [
        [alg, 'a key on P-256', P256],
        [alg, 'a key on X25519', X25519],
      ],
);

describe('a JWE', () => {
  it.each(CASES)('by %s is decrypted with %s that has no "alg"', async (alg, _name, key) => {
    const { alg: _alg, ...jwk } = key;
    const jwe = await encryptFor(key, 'a text', { alg });
    await expect(new Decryption([jwk]).decrypt(jwe)).resolves.toBe('a text');
  });

  it.each(['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'])(
    'with content in %s is decrypted',
    async (enc) => {
      await expect(new Decryption([RSA]).decrypt(await encryptFor(RSA, 'a text', { enc }))).resolves.toBe('a text');
    },
  );

  it('is decrypted with the key that its "kid" names, or with the only one that fits its algorithm and curve', async () => {
    const keys = new Decryption([RSA, P256, X25519, rsaKey('another')]);
    for (const key of [RSA, P256, X25519]) await expect(keys.decrypt(await encryptFor(key, 'a'))).resolves.toBe('a');
    for (const { kid: _kid, ...key } of [P256, X25519])
      await expect(keys.decrypt(await encryptFor(key, 'a'))).resolves.toBe('a');
    const { kid: _kid, ...unnamed } = RSA;
    await expect(keys.decrypt(await encryptFor(unnamed, 'a'))).rejects.toThrow('No key fits, or several do');
  });

  it.each(['RSA1_5', 'dir', 'PBES2-HS256+A128KW', 'A256KW', 'RSA-OAEP', 'none'])(
    'that says "%s" is refused by a key for RSA-OAEP-256',
    async (alg) => {
      const jwe = withHeader(await encryptFor(RSA, 'a text'), { alg, p2s: 'c2FsdA', p2c: 1e9 });
      await expect(new Decryption([RSA]).decrypt(jwe)).rejects.toThrow(/not allowed|No key fits/);
    },
  );

  it('for another use than that of the key list is decrypted, too: a JWK may name its operations', async () => {
    const key = { ...RSA, use: 'enc', key_ops: ['unwrapKey'] };
    await expect(new Decryption([key]).decrypt(await encryptFor(RSA, 'a text'))).resolves.toBe('a text');
  });

  it('that was changed is refused', async () => {
    const parts = (await encryptFor(P256, 'a text')).split('.');
    const swapped = (await encryptFor(P256, 'another text')).split('.')[3];
    await expect(new Decryption([P256]).decrypt(parts.with(3, swapped ?? '').join('.'))).rejects.toThrow(
      'decryption operation failed',
    );
  });
});
