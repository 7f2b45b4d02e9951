import { expect, expectError, scenario, without } from '../run.js';

// Nothing tells that it was a login of this browser.
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl(world.browser, '/login');
    world.advance(16 * 60);
    await expectError(world, await world.browser.get(callback), 'ERR_OAUTH_STATE_UNKNOWN');
    expect(world.provider.calls('authorize')).toBe(1);
  },
  { misbehaviour: { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'access_denied' }) } },
);
