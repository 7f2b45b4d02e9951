import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  const { token } = await world.token();
  world.advance(3600 - 31);
  expect((await world.token()).token).toBe(token);
  world.advance(2);
  expect((await world.token()).token).not.toBe(token);
  expect(world.provider.calls('refresh')).toBe(1);
});
