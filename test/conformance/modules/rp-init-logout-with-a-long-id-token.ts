import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { expect, having, scenario } from '../run.js';

const discovery = (metadata: object) => ({
  ...metadata,
  end_session_endpoint: `${String((metadata as { issuer?: unknown }).issuer)}/end`,
});

// The hint is recommended only (OIDC RP-Initiated Logout 1.0, section 2), and no address takes it.
export default scenario(
  async (world) => {
    const { browser, app } = world;
    await world.signIn();
    const left = await browser.get(`${app}/logout`, { from: browser.page });
    const url = new URL(left.location ?? '');
    expect(url.href.length).toBeLessThan(1000);
    expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${app}/logout`);
    const back = await browser.get(`${app}/logout?state=${url.searchParams.get('state')}`);
    expect([back.status, back.text]).toEqual([200, expect.stringContaining('signed out')]);
    await world.expectSignedOut();
  },
  { misbehaviour: { discovery, idToken: having({ groups: ['x'.repeat(5000)] }) } },
);
