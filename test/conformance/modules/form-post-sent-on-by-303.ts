import { expect, expectNoSecret, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const { status, location = '' } = await world.browser.submit(await world.begin());
    expect({ status, path: location.split('=')[0] }).toEqual({
      status: 303,
      path: `${world.app}/redirect?posted`,
    });
    expectNoSecret(world, location);
    await world.browser.get(location);
    await world.expectSignedIn('oidc:alice');
  },
  { misbehaviour: { formPost: true } },
);
