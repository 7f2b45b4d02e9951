import { expectError, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.begin();
  await expectError(
    world,
    await world.browser.get(`${world.app}/redirect?posted=${'A'.repeat(200)}`),
    'ERR_OAUTH_RESPONSE_INVALID',
  );
});
