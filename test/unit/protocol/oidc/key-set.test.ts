import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createKeysFetch } from '../../../../src/protocol/oidc/key-set.js';
import { cpuTimeOf } from '../../../support/cpu-time.js';

const keyOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }) as Record<string, unknown>;

async function read(keys: unknown[]): Promise<Record<string, unknown>[]> {
  const text = JSON.stringify({ keys });
  const response = await createKeysFetch(async () => new Response(text))('', {});
  return ((await response.json()) as { keys: Record<string, unknown>[] }).keys;
}

describe('invariant 11: the keys of a provider', () => {
  it.each(['P-521', 'P-384', 'P-256', 'secp256k1'])(
    'on the curve %s, a hundred of them, are read within 50 ms',
    async (curve) => {
      const keys = Array.from({ length: 100 }, (_, n) => ({ ...keyOf(curve), kid: String(n) }));
      expect(await cpuTimeOf(() => read(keys))).toBeLessThan(50);
      expect((await read(keys)).length).toBeGreaterThanOrEqual(20);
    },
  );

  it('are all read where a provider publishes 50 RSA keys with their certificates', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...publicKey.export({ format: 'jwk' }), use: 'sig', x5c: ['x'.repeat(1500)], x5t: 'x' };
    const keys = await read(Array.from({ length: 50 }, (_, n) => ({ ...key, kid: String(n), key_ops: ['verify'] })));
    expect(keys).toHaveLength(50);
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['e', 'kid', 'kty', 'n', 'use']);
  });

  it('lose what no check of a signature needs, before it is copied', async () => {
    const key = keyOf('P-256');
    const more = Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`m${n}`, 0]));
    expect(await read([{ ...key, ...more, kid: null }])).toEqual([key]);
    const odd = { ...key, kid: { a: 1 }, x5c: ['x'], ext: true };
    expect(await read([odd, { ...keyOf('P-256'), kid: 'x'.repeat(4001) }])).toEqual([key]);
  });

  it('are not used if their private part is published, also as null beside it', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ format: 'jwk' });
    expect(await read([key])).toEqual([]);
    expect(await read([{ ...key, d: null }])).toHaveLength(1);
  });
});
