import { Browser } from '../../support/browser.js';
import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { expect, scenario } from '../run.js';

// The cached keys do not contain it yet. The user info is requested once.
export default scenario(async (world) => {
  const { provider } = world;
  await world.signIn();
  provider.misbehave({
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    respond: { userinfo: signedUserInfo(({ other }) => other, { aud: CLIENT_ID, name: 'Alice, signed' }) },
  });
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
  expect([provider.calls('userinfo'), provider.calls('token'), provider.calls('jwks')]).toEqual([2, 2, 2]);
});
