import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.provider.forgetAccessTokens();
  expect(await world.call()).toMatchObject({ status: 200 });
  expect(world.provider.calls('refresh')).toBe(1);
  expect(world.provider.calls('api')).toBe(2);
});
