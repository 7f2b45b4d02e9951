import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The cached keys have another key with the `kid` of the new one. This login fails, and the next one fetches the keys again.
export default scenario(async (world) => {
  const { provider } = world;
  const other = new Browser();
  await world.signIn();
  const { kid } = provider.keys.current;
  const { other: key } = provider.keys;
  provider.keys.current = { ...key, kid, jwk: { ...key.jwk, kid } };
  expect((await world.signIn(other)).text).toContain('ERR_OAUTH_ID_TOKEN');
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
  expect(provider.calls('jwks')).toBe(2);
});
