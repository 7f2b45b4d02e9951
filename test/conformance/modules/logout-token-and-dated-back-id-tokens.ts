import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { scenario } from '../run.js';

// Some providers date ID tokens minutes back, so an earlier logout looks later than the login. The time of its begin decides.
export default scenario(async (world) => {
  world.provider.misbehave({ idToken: (claims) => ({ ...claims, iat: Number(claims['iat']) - 60 }) });
  await world.signIn();
  await sendLogoutToken(world, await signLogoutToken(world, logoutClaims(world, { sid: undefined })));
  await world.expectSignedOut();
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
});
