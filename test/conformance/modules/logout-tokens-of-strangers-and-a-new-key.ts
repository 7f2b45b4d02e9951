import { signedWith } from '../../support/hostile/provider-keys.js';
import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// Forged tokens share one lookup a second. A genuine one with a new key waits for the next lookup, and works in the middle of the flood.
export default scenario(async (world) => {
  await world.signIn();
  const { provider } = world;
  const { other } = provider.keys;
  const forge = async (kid: string, more = {}) => signedWith(other, logoutClaims(world, more), { kid });
  for (let count = 0; count < 8; count += 1) {
    const { status } = await sendLogoutToken(world, await forge(`junk-${count}`, { iss: 'https://junk.example' }));
    expect(status).toBe(400);
  }
  // A token that cannot be for us causes no lookup.
  expect(provider.calls('jwks')).toBe(1);
  const began = performance.now();
  const forged = Array.from({ length: 20 }, async (_, count) => sendLogoutToken(world, await forge(`junk-${count}`)));
  await provider.nextRequest('jwks');
  provider.rotate();
  const genuine = await signLogoutToken(world, logoutClaims(world));
  const later = Array.from({ length: 20 }, async (_, count) => sendLogoutToken(world, await forge(`more-${count}`)));
  expect(await sendLogoutToken(world, genuine)).toMatchObject({ status: 200 });
  const answers = await Promise.all([...forged, ...later]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  const seconds = Math.ceil((performance.now() - began) / 1000);
  expect(provider.calls('jwks') - 1).toBeLessThanOrEqual(seconds + 1);
  await world.expectSignedOut();
}, withProviderSession);
