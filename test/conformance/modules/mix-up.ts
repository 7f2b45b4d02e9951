import { expect, expectError, scenario } from '../run.js';

// Provider B's code and state at A's redirect URI (RFC 9700, section 4.4).
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl(world.browser, '/login/b');
    const answer = await world.browser.get(callback.replace('/redirect/b', '/redirect/a'));
    await expectError(world, answer, 'ERR_OAUTH_ISSUER_MISMATCH');
    await world.expectSignedOut();
    expect([world.provider.calls('token'), world.otherProvider.calls('token')]).toEqual([0, 0]);
  },
  { providers: 2 },
);
