import { expect, expectError, scenario } from '../run.js';

// It begins no login, as an unsigned one does not.
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
