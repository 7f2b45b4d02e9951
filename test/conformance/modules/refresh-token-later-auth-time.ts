import { expect, having, scenario } from '../run.js';

// The user has authenticated again at the provider. The tokens are renewed, and the session keeps what its own login said.
export default scenario(async (world) => {
  const first = Math.floor(Date.now() / 1000) - 5000;
  const login = { auth_time: first, acr: 'low', amr: ['pwd'] };
  world.provider.misbehave({ idToken: having(login) });
  await world.signIn();
  const authentication = await world.authentication();
  expect(authentication).toEqual({ authenticatedAt: first * 1000, acr: 'low', amr: ['pwd'] });
  for (const later of [first + 100, first + 4000]) {
    world.advance(3700);
    world.provider.misbehave({ refreshedIdToken: having({ auth_time: later, acr: 'high', amr: ['mfa'] }) });
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(await world.authentication()).toEqual(authentication);
  }
  expect(world.events).toEqual(['token.refreshed', 'token.refreshed']);
});
