import { randomUUID } from 'node:crypto';
import { Browser } from '../../support/browser.js';
import { newCurveKey, signedWith } from '../../support/hostile/provider-keys.js';
import { expect, scenario } from '../run.js';

// Anybody can begin a login and send a response with an unknown `kid`. All of them together cause one lookup a second, and among them a
// genuine response with a new key is found.
export default scenario(
  async (world) => {
    await world.signIn();
    const { provider, app } = world;
    provider.misbehave({ signResponse: (claims, { current }) => signedWith(current, claims, { kid: randomUUID() }) });
    const forged = await Promise.all(Array.from({ length: 12 }, () => begin()));
    provider.keys.current = await newCurveKey();
    provider.misbehave();
    const genuine = await begin();
    const before = provider.calls('jwks');
    const began = performance.now();
    const pages = await Promise.all([...forged, genuine].map(async (response) => (await response()).text));
    const seconds = Math.ceil((performance.now() - began) / 1000);
    expect(pages.pop()).toContain('oidc:alice');
    expect(pages.filter((text) => text.includes('ERR_OAUTH_RESPONSE_INVALID'))).toHaveLength(12);
    expect(provider.calls('jwks') - before).toBeLessThanOrEqual(seconds);

    async function begin() {
      const browser = new Browser();
      const page = await browser.open(`${app}/me`, { until: `${app}/redirect` });
      return () => browser.follow(page);
    }
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
