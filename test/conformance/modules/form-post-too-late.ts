import { expectError, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const answer = await world.browser.submit(await world.begin());
    world.advance(61);
    await expectError(world, await world.browser.get(answer.location ?? ''), 'ERR_OAUTH_RESPONSE_INVALID');
    await world.expectSignedOut();
  },
  { misbehaviour: { formPost: true } },
);
