import { expect, expectError, scenario } from '../run.js';

// Provider B's code and state at A's redirect URI (RFC 9700, section 4.4).
export default scenario(
  async (world) => {
    const { search } = new URL(await world.callbackUrl(world.browser, '/login/b'));
    await expectError(
      world,
      await world.browser.get(`${world.app}/redirect/a${search}`),
      'ERR_OAUTH_ISSUER_MISMATCH',
    );
    expect([world.provider.calls('token'), world.otherProvider.calls('token')]).toEqual([0, 0]);
    await world.expectSignedOut();
  },
  { providers: 2 },
);
