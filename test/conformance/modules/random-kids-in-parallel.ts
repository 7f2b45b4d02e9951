import { randomUUID } from 'node:crypto';
import { Browser } from '../../support/browser.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  world.provider.misbehave({
    sign: (claims, { current }) => signedWith(current, claims, { kid: randomUUID() }),
  });
  const logins = Array.from({ length: 50 }, () => new Browser().open(`${world.app}/me`));
  const pages = await Promise.all(logins);
  expect(new Set(pages.map(({ text }) => text.includes('ERR_OAUTH_ID_TOKEN')))).toEqual(new Set([true]));
  expect(world.provider.calls('jwks')).toBeLessThanOrEqual(6);
  expect(world.provider.calls('discovery')).toBe(1);
});
