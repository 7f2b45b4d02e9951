import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The tokens are stored but the session is not, so no list contains it when the logout token arrives.
export default scenario(async (world) => {
  for (const named of [{}, { sid: undefined }, { sub: undefined }]) {
    world.provider.misbehave({
      ...withProviderSession.misbehaviour,
      respond: {
        userinfo(_req, _res, behave) {
          const sent = signLogoutToken(world, logoutClaims(world, named)).then((token) =>
            sendLogoutToken(world, token),
          );
          void sent.then(behave);
        },
      },
    });
    await world.signIn();
    expect([named, world.failures.at(-1)?.code]).toEqual([named, 'ERR_OAUTH_NOT_SIGNED_IN']);
    await world.expectSignedOut();
    // Its tokens are revoked, as for every session that the provider ends.
    expect(world.provider.calls('revoke')).toBe(world.failures.length);
    // The next login began after the logout, also if it belongs to the same provider session.
    world.provider.misbehave(withProviderSession.misbehaviour);
    await world.signIn();
    await world.expectSignedIn('oidc:alice');
    const revoked = world.provider.nextRequest('revoke');
    await world.browser.get(`${world.app}/logout`, { from: world.browser.page });
    await revoked;
    world.provider.requests.length = 0;
    world.failures.length = 0;
  }
}, withProviderSession);
