import { expect, expectError, scenario, without } from '../run.js';

// The user thinks for 16 minutes, and cancels.
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl();
    world.advance(16 * 60);
    const page = await expectError(world, await world.browser.get(callback), 'ERR_OAUTH_ACCESS_DENIED');
    expect(page.status).toBe(403);
    expect(page.text).toContain('You did not sign in');
    expect(world.provider.calls('authorize')).toBe(1);
    await world.expectSignedOut();
  },
  { misbehaviour: { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'access_denied' }) } },
);
