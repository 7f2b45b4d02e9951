import { expect, expectError, scenario, without } from '../run.js';

// It begins again once.
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl();
    world.advance(31 * 60);
    const restarted = await world.browser.get(callback);
    world.expectAtProvider(restarted);
    const again = await world.browser.follow(restarted, { until: `${world.app}/redirect` });
    world.advance(31 * 60);
    await expectError(
      world,
      await world.browser.follow(again, { until: `${world.app}/error` }),
      'ERR_OAUTH_STATE_UNKNOWN',
    );
    expect(world.provider.calls('authorize')).toBe(2);
  },
  {
    misbehaviour: {
      authorizationResponse: (sent) => ({
        ...without(sent, 'code'),
        error: 'temporarily_unavailable',
        error_description: 'authentication_expired',
      }),
    },
  },
);
