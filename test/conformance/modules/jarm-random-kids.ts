import { randomUUID } from 'node:crypto';
import { Browser } from '../../support/browser.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { expect, expectError, scenario } from '../run.js';

// Anybody can begin a login and send a response with an unknown `kid`.
export default scenario(
  async (world) => {
    await world.signIn();
    const { provider, app } = world;
    const before = provider.calls('jwks');
    provider.misbehave({ signResponse: (claims, { current }) => signedWith(current, claims, { kid: randomUUID() }) });
    for (let stranger = 0; stranger < 12; stranger += 1) {
      const browser = new Browser();
      const answer = await browser.follow(await world.begin('/login', browser), { until: `${app}/error` });
      await expectError(world, answer, 'ERR_OAUTH_RESPONSE_INVALID');
    }
    expect(provider.calls('jwks') - before).toBeLessThanOrEqual(5);
    provider.misbehave();
    expect((await world.signIn(new Browser())).text).toContain('oidc:alice');
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' } },
);
