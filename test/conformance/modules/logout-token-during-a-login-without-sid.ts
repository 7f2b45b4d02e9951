import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The ID token has no `sid`, so the login may belong to any provider session.
export default scenario(async (world) => {
  world.provider.misbehave({
    respond: {
      userinfo(_req, _res, behave) {
        const sent = signLogoutToken(world, logoutClaims(world)).then((token) => sendLogoutToken(world, token));
        void sent.then(behave);
      },
    },
  });
  await world.signIn();
  expect(world.failures.at(-1)?.code).toBe('ERR_OAUTH_NOT_SIGNED_IN');
  await world.expectSignedOut();
});
