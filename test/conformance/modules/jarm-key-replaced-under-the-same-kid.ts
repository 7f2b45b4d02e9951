import { generateKeyPairSync } from 'node:crypto';
import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The cached keys have another key with the `kid` of the new one. This login fails, and the next one fetches the keys again.
export default scenario(
  async (world) => {
    const { provider } = world;
    const other = new Browser();
    await world.signIn();
    const { current } = provider.keys;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: current.kid, alg: 'ES256', use: 'sig' };
    provider.keys.current = { ...current, privateKey, jwk };
    expect((await world.signIn(other)).text).toContain('ERR_OAUTH_RESPONSE_INVALID');
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
    expect(provider.calls('jwks')).toBe(2);
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
