import { expect, scenario } from '../run.js';

// The provider ends its session, and brings another state back: the user is signed out here before, and after.
export default scenario(
  async (world) => {
    const { browser, app } = world;
    await world.signIn();
    const left = await browser.get(`${app}/logout`, { from: browser.page });
    const url = new URL(left.location ?? '');
    expect(`${url.origin}${url.pathname}`).toBe(`${world.provider.issuer}/end`);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${app}/logout`);
    expect(url.searchParams.get('id_token_hint')?.split('.')).toHaveLength(3);
    expect(url.searchParams.get('state')?.length).toBeGreaterThan(20);
    await world.expectSignedOut();
    const back = await browser.get(`${app}/logout?state=another`);
    expect([back.status, back.text]).toEqual([200, expect.stringContaining('signed out')]);
    await world.expectSignedOut();
  },
  {
    misbehaviour: {
      discovery: (metadata) => ({ ...metadata, end_session_endpoint: `${String(metadata['issuer'])}/end` }),
    },
  },
);
