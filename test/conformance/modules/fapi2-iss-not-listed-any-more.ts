import { Browser } from '../../support/browser.js';
import { expect, expectError, scenario, without } from '../run.js';

// During a login the provider removes the promise to send `iss` from its metadata, and then does not send it.
export default scenario(
  async (world) => {
    const { provider, browser } = world;
    await world.signIn(new Browser());
    // The metadata was loaded at that sign-in, and is valid for an hour.
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
