import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// A pending request saves the session after its end. The session stays ended.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({
    respond: {
      api(_req, _res, behave) {
        void signLogoutToken(world, logoutClaims(world))
          .then((token) => sendLogoutToken(world, token))
          .then(behave);
      },
    },
  });
  await world.browser.get(`${world.app}/cart`);
  expect(await world.call()).toMatchObject({});
  await world.browser.get(`${world.app}/cart`);
  await world.expectSignedOut();
}, withProviderSession);
