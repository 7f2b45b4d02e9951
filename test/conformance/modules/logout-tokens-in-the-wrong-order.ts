import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// An older logout token that is repeated after a failure does not hide a newer one. Neither does one of another session.
export default scenario(async (world) => {
  world.provider.misbehave({
    ...withProviderSession.misbehaviour,
    respond: {
      userinfo(_req, _res, behave) {
        const iat = Math.floor(Date.now() / 1000);
        const say = async (seconds: number) =>
          sendLogoutToken(world, await signLogoutToken(world, logoutClaims(world, { sid: undefined, iat: seconds })));
        void say(iat)
          .then(() => say(iat - 60))
          .then(behave);
      },
    },
  });
  await world.signIn();
  expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_NOT_SIGNED_IN']);
  await world.expectSignedOut();
}, withProviderSession);
