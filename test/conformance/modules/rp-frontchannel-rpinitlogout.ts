import { withProviderSession } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// In a frame of another site: without our cookie, by `iss` and `sid`.
export default scenario(async (world) => {
  await world.signIn();
  const query = new URLSearchParams({ iss: world.provider.issuer, sid: 'a-session' });
  const answer = await fetch(`${world.app}/frontchannel-logout?${query}`);
  expect({ status: answer.status, cache: answer.headers.get('cache-control') }).toEqual({
    status: 200,
    cache: 'no-store',
  });
  expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${world.provider.issuer}`);
  await world.expectSignedOut();
}, withProviderSession);
