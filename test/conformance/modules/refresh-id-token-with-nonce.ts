import { expect, having, scenario } from '../run.js';

// An ID token of a refresh should have no nonce, but may repeat that of the login (OIDC Core, section 12.2).
export default scenario(async (world) => {
  let first: unknown;
  world.provider.misbehave({ idToken: (claims) => ((first = claims['nonce']), claims) });
  await world.signIn();
  const refreshedWith = async (nonce: unknown) => {
    world.advance(3700);
    world.provider.misbehave({ refreshedIdToken: having({ nonce }) });
    return world.token();
  };
  const refused = { code: 'ERR_OAUTH_ID_TOKEN' };
  const accepted = { token: expect.any(String) };
  expect(await refreshedWith('another nonce')).toEqual(refused);
  expect(await refreshedWith(first)).toEqual(accepted);
  expect(await refreshedWith(undefined)).toEqual(accepted);
  expect(await refreshedWith('another nonce')).toEqual(refused);
  expect(await refreshedWith(['a list'])).toEqual(refused);
  expect(await refreshedWith(first)).toEqual(accepted);
  expect(world.provider.refused).toEqual([]);
});
