import { logoutClaims, logoutToken, tell } from '../logging-out.js';
import { scenario } from '../run.js';

// Some date their ID tokens minutes back: a logout of before the login looks younger than it, and is told by when it came.
export default scenario(async (world) => {
  world.provider.misbehave({ idToken: (claims) => ({ ...claims, iat: Number(claims['iat']) - 60 }) });
  await world.signIn();
  await tell(world, await logoutToken(world, logoutClaims(world, { sid: undefined })));
  await world.expectSignedOut();
  world.advance(31);
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
});
