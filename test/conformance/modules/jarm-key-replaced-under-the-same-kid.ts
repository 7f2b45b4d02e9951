import { Browser } from '../../support/browser.js';
import { newCurveKey } from '../../support/hostile/provider-keys.js';
import { expect, scenario } from '../run.js';

// The cached keys have another key with the `kid` of the new one. This very login looks the keys up, for the response and the ID token.
export default scenario(
  async (world) => {
    const { provider } = world;
    const other = new Browser();
    await world.signIn();
    provider.keys.current = await newCurveKey(provider.keys.current.kid);
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
    expect(provider.calls('jwks')).toBe(2);
    expect(provider.refused).toEqual([]);
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
