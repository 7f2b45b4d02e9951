import { expect, scenario, without } from '../run.js';

// Keycloak's login page was open for 31 minutes: its own limit is 30, and ours is 15.
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl();
    world.advance(31 * 60);
    world.provider.misbehave();
    const restarted = await world.browser.get(callback);
    world.expectAtProvider(restarted);
    const page = await world.browser.follow(restarted);
    expect({ url: page.url, status: page.status }).toEqual({ url: `${world.app}/me`, status: 200 });
    expect(world.failures).toEqual([]);
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
