import { logoutClaims, logoutToken, signedIn, tell } from '../logging-out.js';
import { scenario } from '../run.js';

// The same user signs out in another browser: this one goes on.
export default scenario(async (world) => {
  const token = await logoutToken(world, logoutClaims(world, { sid: 'another-session' }));
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
  await world.expectSignedIn('oidc:alice');
}, signedIn);
