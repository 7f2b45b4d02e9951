import { expect, scenario } from '../run.js';

// A revoked token is a valid answer, and changes nothing.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.forgetAccessTokens();
  expect(await world.introspection()).toEqual({ said: { active: false } });
  expect(world.provider.calls('refresh')).toBe(0);
  await world.expectSignedIn('oidc:alice');
});
