import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const { searchParams } = new URL(await world.callbackUrl());
  const answer = await world.post('/redirect', `${searchParams}&state=another`);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('ERR_OAUTH_RESPONSE_INVALID');
  expect(world.provider.calls('token')).toBe(0);
});
