import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// One retry, not more.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { api: status(401) } });
  expect(await world.call()).toMatchObject({ status: 401 });
  expect(world.provider.calls('refresh')).toBe(1);
  expect(world.provider.calls('api')).toBe(2);
});
