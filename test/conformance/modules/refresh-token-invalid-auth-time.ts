import { expect, having, scenario } from '../run.js';

export default scenario(async (world) => {
  world.provider.misbehave({
    idToken: having({ auth_time: 1_700_000_000 }),
    refreshedIdToken: having({ auth_time: 1_800_000_000 }),
  });
  await world.signIn();
  world.advance(3700);
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_ID_TOKEN' });
});
