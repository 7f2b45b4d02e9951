import { expect, having, scenario } from '../run.js';

// The ID token of the refresh is signed by a new key with the `kid` of the cached one. The refresh token is sent once.
export default scenario(
  async (world) => {
    const { provider } = world;
    await world.signIn();
    const { current, other } = provider.keys;
    provider.keys.current = { ...other, kid: current.kid, jwk: { ...other.jwk, kid: current.kid } };
    world.advance(61);
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(world.events).toEqual(['token.refreshed']);
    expect([provider.calls('refresh'), provider.calls('jwks')]).toEqual([1, 2]);
    expect(provider.refused).toEqual([]);
  },
  { misbehaviour: { tokenResponse: having({ expires_in: 60 }) } },
);
