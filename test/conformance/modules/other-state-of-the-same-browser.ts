import { expectError, scenario } from '../run.js';

// Code injection: the code of another login, which has another verifier.
export default scenario(async (world) => {
  const [one, other] = [new URL(await world.callbackUrl()), new URL(await world.callbackUrl())];
  one.searchParams.set('code', other.searchParams.get('code') ?? '');
  await expectError(world, await world.browser.get(one.href), 'ERR_OAUTH_TOKEN_ENDPOINT');
  await world.expectSignedOut();
});
