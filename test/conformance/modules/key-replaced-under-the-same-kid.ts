import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The kept keys have another key under the name of the new one: this login fails, the next one looks again.
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
