import { expect, having, scenario } from '../run.js';

// Less than the thirty seconds: it is renewed at the half of its life, not at once and for ever.
export default scenario(async (world) => {
  world.provider.misbehave({ tokenResponse: having({ expires_in: 10 }) });
  await world.signIn();
  const { token } = await world.token();
  world.advance(4);
  expect((await world.token()).token).toBe(token);
  world.advance(2);
  expect((await world.token()).token).not.toBe(token);
});
