import { logoutClaims, logoutToken, signedIn, tell } from '../logging-out.js';
import { expect, having, scenario } from '../run.js';

// The tokens are there and the session is not, so that no list has it yet when the provider tells.
export default scenario(async (world) => {
  for (const named of [{}, { sid: undefined }, { sub: undefined }]) {
    world.provider.misbehave({
      ...signedIn.misbehaviour,
      respond: {
        userinfo(_req, _res, behave) {
          const told = logoutToken(world, logoutClaims(world, named)).then((token) => tell(world, token));
          void told.then(behave);
        },
      },
    });
    await world.signIn();
    expect([named, world.failures.at(-1)?.code]).toEqual([named, 'ERR_OAUTH_NOT_SIGNED_IN']);
    await world.expectSignedOut();
    // What was issued to it is taken back, as with any session that the provider ends.
    expect(world.provider.calls('revoke')).toBe(world.failures.length);
    // The next login is of another session at the provider, or of the same one with a new ID token.
    const later = { sid: 'a-session', iat: Math.floor(Date.now() / 1000) + 2 };
    world.provider.misbehave({ idToken: having(later) });
    await world.signIn();
    await world.expectSignedIn('oidc:alice');
    const revoked = world.provider.until('revoke');
    await world.browser.get(`${world.app}/logout`, { from: world.browser.page });
    await revoked;
    world.provider.requests.length = 0;
    world.failures.length = 0;
  }
}, signedIn);
