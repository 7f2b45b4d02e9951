import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, having, scenario } from '../run.js';

// The provider issues the same refresh token again. The earlier session goes on, so its token must not be revoked.
export default scenario(async (world) => {
  const { provider, app, browser } = world;
  const same = { tokenResponse: having({ refresh_token: 'the one refresh token of alice here' }) };
  provider.misbehave({ ...same, idToken: having({ sid: 'first' }) });
  await world.signIn();
  provider.misbehave({
    ...same,
    idToken: having({ sid: 'second' }),
    respond: {
      userinfo(_req, _res, behave) {
        const claims = logoutClaims(world, { sid: 'second', sub: undefined });
        const sent = signLogoutToken(world, claims).then((token) => sendLogoutToken(world, token));
        void sent.then(behave);
      },
    },
  });
  await browser.open(`${app}/login?returnTo=/me`);
  expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_NOT_SIGNED_IN']);
  await world.expectSignedIn('oidc:alice');
  // Any revocation would have happened before this.
  const revoked = provider.nextRequest('revoke');
  await browser.post(`${app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  await revoked;
  expect(provider.calls('revoke')).toBe(1);
});
