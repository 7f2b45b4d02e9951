import { expect, scenario } from '../run.js';

// Only signed parameters count. A `state` or `code` beside them is ignored.
export default scenario(
  async (world) => {
    const { browser, app } = world;
    const callback = new URL(await world.callbackUrl());
    for (const [name, value] of Object.entries({ state: 'x'.repeat(43), code: 'another', error: 'access_denied' }))
      callback.searchParams.set(name, value);
    const answer = await browser.get(callback.href);
    expect(answer).toMatchObject({ status: 303, location: `${app}/me` });
    await world.expectSignedIn('oidc:alice');
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
