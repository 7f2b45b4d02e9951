import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The token is not at fault. The answer must not be 400, after which providers do not try again.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.rotate();
  const token = await signLogoutToken(world, logoutClaims(world));
  const { kid } = world.provider.keys.current;
  world.provider.misbehave({
    ...withProviderSession.misbehaviour,
    jwks: () => ({ keys: [{ kty: 'RSA', kid, alg: 'RS256', e: 'AQAB' }] }),
  });
  expect((await sendLogoutToken(world, token)).status).toBe(502);
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
