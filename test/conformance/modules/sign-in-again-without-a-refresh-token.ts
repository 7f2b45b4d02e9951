import { expect, having, scenario } from '../run.js';

// Some providers issue a refresh token at the first consent only. It is kept for the user.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ tokenResponse: having({ refresh_token: undefined }) });
  await world.browser.open(`${world.app}/login?returnTo=/me`);
  expect(world.provider.calls('revoke')).toBe(0);
  world.advance(3700);
  expect(await world.token()).toEqual({ token: expect.any(String) });
  expect(world.provider.calls('refresh')).toBe(1);
});
