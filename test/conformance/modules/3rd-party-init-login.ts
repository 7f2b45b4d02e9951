import { expect, scenario } from '../run.js';

// The provider, or a portal, begins the login (OIDC Core, section 4): by GET, and by a form of another site.
export default scenario(async (world) => {
  const { browser, provider, app } = world;
  const query = new URLSearchParams({
    iss: provider.issuer,
    login_hint: 'alice@example.com',
    target_link_uri: `${app}/me?x`,
  });
  const page = await browser.open(`${app}/login?${query}`);
  expect([page.status, page.url]).toEqual([200, `${app}/me?x`]);
  await world.expectSignedIn('oidc:alice');
  expect(provider.requests.find(({ endpoint }) => endpoint === 'authorize')?.parameters).toMatchObject({
    login_hint: 'alice@example.com',
  });
  const posted = await world.post('/login', query.toString());
  expect(posted.status).toBe(303);
});
