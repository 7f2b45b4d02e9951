import { EXPIRED_SECONDS } from '../refreshing.js';
import { expect, having, scenario } from '../run.js';

// There is no refresh token, so none is sent later.
export default scenario(
  async (world) => {
    await world.signIn();
    world.advance(EXPIRED_SECONDS);
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_EXPIRED' });
    expect(world.provider.calls('refresh')).toBe(0);
    expect(world.provider.refused).toEqual([]);
    await world.expectSignedIn('oidc:alice');
  },
  { misbehaviour: { tokenResponse: having({ refresh_token: '' }) } },
);
