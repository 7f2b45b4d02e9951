import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const { location = '' } = await world.browser.get(`${world.app}/login`);
    expect(new URL(location).searchParams.has('nonce')).toBe(false);
    // This provider requires a proof in each request.
    const page = await world.browser.follow(await world.browser.get(`${world.app}/login`));
    expect(page.text).toContain('invalid_request');
  },
  { client: { nonce: false } },
);
