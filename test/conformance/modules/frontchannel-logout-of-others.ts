import { withProviderSession } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// Only a session that matches both values is ended.
export default scenario(async (world) => {
  await world.signIn();
  const iss = world.provider.issuer;
  for (const query of [{ iss }, { sid: 'a-session' }, {}, { iss: '', sid: '' }]) {
    const { status } = await world.browser.get(`${world.app}/frontchannel-logout?${new URLSearchParams(query)}`);
    expect(status).toBe(400);
  }
  for (const query of [
    { iss, sid: 'another' },
    { iss: `${iss}/`, sid: 'a-session' },
  ])
    expect((await world.browser.get(`${world.app}/frontchannel-logout?${new URLSearchParams(query)}`)).status).toBe(
      200,
    );
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
