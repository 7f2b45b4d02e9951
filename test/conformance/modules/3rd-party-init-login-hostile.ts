import { expect, scenario } from '../run.js';

// An unknown issuer does not begin a login, and the target is a page of this app.
export default scenario(async (world) => {
  const { browser, provider, app } = world;
  for (const iss of ['https://evil.example', '', 'x', `${provider.issuer}.evil.example`]) {
    const page = await browser.get(`${app}/login?${new URLSearchParams({ iss })}`);
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('ERR_OAUTH_CLIENT_UNKNOWN')]);
  }
  for (const target of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', `${app}@evil.example/`]) {
    const query = new URLSearchParams({ iss: provider.issuer, target_link_uri: target });
    const { url } = await browser.open(`${app}/login?${query}`);
    expect(url).toBe(`${app}/`);
    await browser.post(`${app}/logout`, {});
  }
});
