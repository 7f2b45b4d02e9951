import { expect, expectError, scenario } from '../run.js';

// The redirect URI, code and state of A with the `iss` of B.
export default scenario(
  async (world) => {
    const callback = new URL(await world.callbackUrl(world.browser, '/login/a'));
    callback.searchParams.set('iss', world.otherProvider.issuer);
    await expectError(world, await world.browser.get(callback.href), 'ERR_OAUTH_ISSUER_MISMATCH');
    expect([world.provider.calls('token'), world.otherProvider.calls('token')]).toEqual([0, 0]);
  },
  { providers: 2 },
);
