import { Browser } from '../../support/browser.js';
import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, having, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const phone = new Browser();
    await world.signIn();
    world.provider.misbehave({ idToken: having({ sid: 'another-session' }) });
    await world.signIn(phone);
    expect((await sendLogoutToken(world, await signLogoutToken(world, logoutClaims(world)))).status).toBe(200);
    await world.expectSignedOut();
    await world.expectSignedIn('oidc:alice', phone);
  },
  { misbehaviour: { idToken: having({ sid: 'a-session' }) } },
);
