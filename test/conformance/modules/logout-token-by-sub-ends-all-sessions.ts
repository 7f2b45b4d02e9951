import { Browser } from '../../support/browser.js';
import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, having, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const [phone, bob] = [new Browser(), new Browser()];
    await world.signIn();
    world.provider.misbehave({ idToken: having({ sid: 'another-session' }) });
    await world.signIn(phone);
    world.provider.user = 'bob';
    await world.signIn(bob);
    const token = await signLogoutToken(world, logoutClaims(world, { sid: undefined }));
    expect((await sendLogoutToken(world, token)).status).toBe(200);
    await world.expectSignedOut();
    await world.expectSignedOut(phone);
    await world.expectSignedIn('oidc:bob', bob);
  },
  { misbehaviour: { idToken: having({ sid: 'a-session' }) } },
);
