import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  const { token } = await world.token();
  world.advance(3600 - 20);
  world.provider.misbehave({ respond: { refresh: status(500) } });
  expect(await world.token()).toEqual({ token });
  expect(world.events).toEqual([]);
});
