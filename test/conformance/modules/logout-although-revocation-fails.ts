import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { revoke: status(500) } });
  const page = await world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  expect(page.status).toBe(303);
  expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_BAD_RESPONSE']);
  await world.expectSignedOut();
});
