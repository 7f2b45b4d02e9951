import { logoutClaims, logoutToken, signedIn, tell } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The tokens are there and the session is not, so that no list has it yet when the provider tells.
export default scenario(async (world) => {
  for (const named of [{}, { sid: undefined }, { sub: undefined }]) {
    const token = await logoutToken(world, logoutClaims(world, named));
    world.provider.misbehave({
      ...signedIn.misbehaviour,
      respond: {
        userinfo(_req, _res, behave) {
          world.advance(1);
          void tell(world, token).then(behave);
        },
      },
    });
    await world.signIn();
    expect([named, world.failures.at(-1)?.code]).toEqual([named, 'ERR_OAUTH_NOT_SIGNED_IN']);
    await world.expectSignedOut();
    // The next login is of another session at the provider, or of the same one with a new ID token.
    world.provider.misbehave({ ...signedIn.misbehaviour });
    world.advance(1);
    await world.signIn();
    await world.expectSignedIn('oidc:alice');
    await world.browser.get(`${world.app}/logout`, { from: world.browser.page });
  }
}, signedIn);
