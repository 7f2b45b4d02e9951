import { expect, expectError, scenario } from '../run.js';

// It does not begin a login, and neither does an unsigned one.
export default scenario(
  async (world) => {
    world.provider.misbehave({
      signedResponse: ({ code: _none, ...claims }) => ({ ...claims, error: 'access_denied' }),
    });
    const callback = await world.callbackUrl();
    await expectError(world, await world.browser.get(callback), 'ERR_OAUTH_ACCESS_DENIED');
    world.provider.misbehave();
    world.failures.length = 0;
    await expectError(world, await world.browser.get(callback), 'ERR_OAUTH_STATE_UNKNOWN');
    expect(world.provider.calls('authorize')).toBe(1);
    await world.expectSignedOut();
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
