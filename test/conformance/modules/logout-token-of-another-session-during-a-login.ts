import { logoutClaims, logoutToken, signedIn, tell } from '../logging-out.js';
import { scenario } from '../run.js';

// The same user signs out in another browser. This session stays.
export default scenario(async (world) => {
  world.provider.misbehave({
    ...signedIn.misbehaviour,
    respond: {
      userinfo(_req, _res, behave) {
        const told = logoutToken(world, logoutClaims(world, { sid: 'another-session' })).then((token) =>
          tell(world, token),
        );
        void told.then(behave);
      },
    },
  });
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
}, signedIn);
