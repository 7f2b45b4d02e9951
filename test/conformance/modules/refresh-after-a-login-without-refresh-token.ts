import { expect, having, scenario } from '../run.js';

// The refresh token of the first login is still used. Its ID tokens correctly have the time of that login (OIDC Core, section 12.2).
export default scenario(async (world) => {
  const first = 1_700_000_000;
  world.provider.misbehave({ idToken: having({ auth_time: first }) });
  await world.signIn();
  world.provider.misbehave({
    idToken: having({ auth_time: first + 1000 }),
    tokenResponse: having({ refresh_token: undefined }),
    refreshedIdToken: having({ auth_time: first }),
  });
  await world.browser.open(`${world.app}/login?returnTo=/me`);
  for (const refreshes of [1, 2]) {
    world.advance(3700);
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(world.events).toHaveLength(refreshes);
  }
  expect(world.provider.refused).toEqual([]);
});
