import { expect, having, scenario } from '../run.js';

const FIRST = 1_700_000_000;

// Earlier than the login, earlier than the refresh before, and later than the ID token itself.
export default scenario(async (world) => {
  world.provider.misbehave({ idToken: having({ auth_time: FIRST }) });
  await world.signIn();
  const refreshedTo = async (authTime: number | undefined) => {
    world.advance(3700);
    world.provider.misbehave({ refreshedIdToken: having({ auth_time: authTime }) });
    return world.token();
  };
  const refused = { code: 'ERR_OAUTH_ID_TOKEN' };
  const accepted = { token: expect.any(String) };
  expect(await refreshedTo(FIRST - 1)).toEqual(refused);
  expect(await refreshedTo(FIRST + 1000)).toEqual(accepted);
  expect(await refreshedTo(FIRST)).toEqual(refused);
  // An ID token without it does not make us forget it.
  expect(await refreshedTo(undefined)).toEqual(accepted);
  expect(await refreshedTo(FIRST + 999)).toEqual(refused);
  expect(await refreshedTo(Math.floor(Date.now() / 1000) + 3600)).toEqual(refused);
  expect(await refreshedTo(FIRST + 1000)).toEqual(accepted);
  expect(world.provider.refused).toEqual([]);
});
