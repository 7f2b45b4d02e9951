import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const answer = await world.post('/redirect', `state=any&code=${'x'.repeat(1_000_000)}`);
  expect(answer.status).toBe(413);
  expect(answer.text).toContain('ERR_OAUTH_REQUEST_INVALID');
});
