import { expect, having, scenario } from '../run.js';

export default scenario(async (world) => {
  world.provider.misbehave({ tokenResponse: having({ refresh_token: undefined }) });
  await world.signIn();
  const { token } = await world.token();
  world.advance(3600 - 1);
  expect(await world.token()).toEqual({ token });
  world.advance(1);
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_EXPIRED' });
  expect(world.provider.calls('refresh')).toBe(0);
});
