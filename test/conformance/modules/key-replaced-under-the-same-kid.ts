import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The cached keys have another key with the `kid` of the new one. This very login looks the keys up, and its code is exchanged once.
export default scenario(async (world) => {
  const { provider } = world;
  const other = new Browser();
  await world.signIn();
  const { kid } = provider.keys.current;
  const { other: key } = provider.keys;
  provider.keys.current = { ...key, kid, jwk: { ...key.jwk, kid } };
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
  expect(provider.calls('jwks')).toBe(2);
  expect(provider.calls('token')).toBe(2);
  expect(provider.calls('userinfo')).toBe(2);
  expect(provider.refused).toEqual([]);
});
