import { expect, expectError, having, scenario } from '../run.js';

// B sends our users to A, to get A's codes at its own token endpoint.
export default scenario(
  async (world) => {
    const { provider, otherProvider } = world;
    otherProvider.misbehave({
      discovery: having({ authorization_endpoint: `${provider.issuer}/authorize` }),
    });
    const callback = await world.callbackUrl(world.browser, '/login/b');
    await expectError(world, await world.browser.get(callback), 'ERR_OAUTH_ISSUER_MISMATCH');
    expect([provider.calls('token'), otherProvider.calls('token')]).toEqual([0, 0]);
  },
  { providers: 2 },
);
