import { logoutClaims, signLogoutToken, sendLogoutToken, withProviderSession } from '../logging-out.js';
import { scenario } from '../run.js';

// The login begins in the same second as the logout, or its exchange takes longer than the time since the logout.
export default scenario(async (world) => {
  for (const exchangeSeconds of [0, 3]) {
    await world.signIn();
    await sendLogoutToken(world, await signLogoutToken(world, logoutClaims(world, { sid: undefined })));
    await world.expectSignedOut();
    world.provider.misbehave({
      ...withProviderSession.misbehaviour,
      respond: {
        token(_req, _res, behave) {
          world.advance(exchangeSeconds);
          behave();
        },
      },
    });
    await world.signIn();
    await world.expectSignedIn('oidc:alice');
  }
}, withProviderSession);
