import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// The standard says 200 (RFC 7009, section 2.2). Reddit says so, and it is a success.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { revoke: status(204) } });
  const page = await world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  expect(page.status).toBe(303);
  expect(world.provider.calls('revoke')).toBe(1);
  expect(world.failures).toEqual([]);
  await world.expectSignedOut();
});
