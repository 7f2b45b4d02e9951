import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    await world.signIn();
    if (world.provider.fapi) world.provider.fapi.nonce = 'a new one';
    world.advance(3700);
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(world.provider.refused).toEqual([]);
    expect(world.events).toEqual(['token.refreshed']);
  },
  { fapi: 'with nonces' },
);
