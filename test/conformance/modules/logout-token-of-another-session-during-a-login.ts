import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { scenario } from '../run.js';

// The same user signs out in another browser. This session stays.
export default scenario(async (world) => {
  world.provider.misbehave({
    ...withProviderSession.misbehaviour,
    respond: {
      userinfo(_req, _res, behave) {
        const sent = signLogoutToken(world, logoutClaims(world, { sid: 'another-session' })).then((token) =>
          sendLogoutToken(world, token),
        );
        void sent.then(behave);
      },
    },
  });
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
