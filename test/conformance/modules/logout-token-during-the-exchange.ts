import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, having, scenario } from '../run.js';

// The provider sends the logout token, waits, and then issues an ID token that is later than the logout.
export default scenario(async (world) => {
  const iat = Math.floor(Date.now() / 1000);
  world.provider.misbehave({
    idToken: having({ sid: 'a-session', iat: iat + 2 }),
    respond: {
      token(_req, _res, behave) {
        const sent = signLogoutToken(world, logoutClaims(world, { iat })).then((token) =>
          sendLogoutToken(world, token),
        );
        void sent.then(() => world.advance(2)).then(behave);
      },
    },
  });
  await world.signIn();
  expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_NOT_SIGNED_IN']);
  await world.expectSignedOut();
}, withProviderSession);
