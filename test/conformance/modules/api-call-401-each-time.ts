import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// An API that refuses every token causes one renewal, not one for every call.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { api: status(401) } });
  for (let call = 0; call < 5; call += 1) expect(await world.call()).toMatchObject({ status: 401 });
  expect(world.provider.calls('refresh')).toBe(1);
});
