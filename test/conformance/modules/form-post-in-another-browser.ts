import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const { location = '' } = await world.browser.submit(await world.begin());
    const other = new Browser();
    world.expectAtProvider(await other.get(location));
    await world.expectSignedOut(other);
    expect(world.provider.calls('token')).toBe(0);
  },
  { misbehaviour: { formPost: true } },
);
