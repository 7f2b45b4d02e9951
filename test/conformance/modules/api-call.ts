import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  expect(await world.call()).toEqual({ status: 200, body: '{"user":"alice","method":"GET"}' });
  expect(await world.call('/v2/api')).toMatchObject({ status: 200 });
  expect(await world.call(`${world.provider.issuer}/api`)).toMatchObject({ status: 200 });
});
