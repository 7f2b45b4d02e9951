import { signedWith } from '../../support/hostile/provider-keys.js';
import { logoutClaims, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// Requests with unknown key ids must not use up the key look-ups that a login needs.
export default scenario(async (world) => {
  await world.signIn();
  const { current, other } = world.provider.keys;
  for (let count = 0; count < 8; count += 1) {
    const header = { kid: `junk-${count}` };
    const { status } = await sendLogoutToken(
      world,
      await signedWith(other, logoutClaims(world, { iss: 'https://junk.example' }), header),
    );
    expect(status).toBe(400);
  }
  expect(world.provider.calls('jwks')).toBe(1);
  const statuses = [];
  for (let count = 0; count < 8; count += 1)
    statuses.push(
      (await sendLogoutToken(world, await signedWith(other, logoutClaims(world), { kid: `junk-${count}` }))).status,
    );
  // Plausible tokens cause a few look-ups per minute. After that the provider is asked to try again later.
  expect(statuses).toEqual([400, 400, 400, 400, 400, 503, 503, 503]);
  world.provider.rotate();
  expect(world.provider.keys.current).not.toBe(current);
  await world.browser.post(`${world.app}/logout`, {});
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
