import { expect, having, scenario } from '../run.js';

// The lifetime is less than the thirty seconds before the end. The token is renewed at half of its life, not at every request.
export default scenario(async (world) => {
  world.provider.misbehave({ tokenResponse: having({ expires_in: 10 }) });
  await world.signIn();
  const { token } = await world.token();
  world.advance(4);
  expect((await world.token()).token).toBe(token);
  world.advance(2);
  expect((await world.token()).token).not.toBe(token);
});
