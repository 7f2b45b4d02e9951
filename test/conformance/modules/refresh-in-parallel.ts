import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => world.token()));
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
  expect(world.provider.calls('refresh')).toBe(1);
});
