import { silence } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { api: silence } });
  expect(await world.call('slow/api')).toEqual({ code: 'ERR_OAUTH_TIMEOUT' });
});
