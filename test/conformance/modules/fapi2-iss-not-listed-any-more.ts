import { Browser } from '../../support/browser.js';
import { expect, expectError, scenario, without } from '../run.js';

// Between the two halves of a login the provider stops to say that it always names itself, and then does not.
export default scenario(
  async (world) => {
    const { provider, browser } = world;
    await world.signIn(new Browser());
    // The metadata is of that sign-in, and serves for an hour.
    world.advance(55 * 60);
    provider.misbehave({ authorizationResponse: (sent) => without(sent, 'iss') });
    const callback = await world.callbackUrl();
    provider.misbehave({
      discovery: (metadata) => ({ ...metadata, authorization_response_iss_parameter_supported: undefined }),
    });
    world.advance(10 * 60);
    const before = provider.calls('token');
    await expectError(world, await browser.get(callback), 'ERR_OAUTH_PROFILE');
    expect(provider.calls('token')).toBe(before);
  },
  { fapi: 'with nonces' },
);
