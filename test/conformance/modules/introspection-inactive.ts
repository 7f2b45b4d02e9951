import { expect, scenario } from '../run.js';

// That a token was taken back is an answer, and no reason to do anything.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.forgetAccessTokens();
  expect(await world.introspection()).toEqual({ said: { active: false } });
  expect(world.provider.calls('refresh')).toBe(0);
  await world.expectSignedIn('oidc:alice');
});
