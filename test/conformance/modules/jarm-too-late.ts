import { expect, scenario } from '../run.js';

// Like any unknown response: the login starts again by itself, once.
export default scenario(
  async (world) => {
    const callback = await world.callbackUrl();
    world.advance(15 * 60 + 1);
    const restarted = await world.browser.get(callback);
    world.expectAtProvider(restarted);
    expect(world.provider.calls('token')).toBe(0);
    expect((await world.browser.follow(restarted)).status).toBe(200);
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
