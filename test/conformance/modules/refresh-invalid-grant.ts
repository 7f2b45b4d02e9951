import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  world.provider.misbehave({ respond: { refresh: status(400, '{"error":"invalid_grant"}') } });
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
  // It is not tried again, and the session goes on without tokens.
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
  expect(world.provider.calls('refresh')).toBe(1);
  expect(world.events).toEqual(['token.dead']);
  await world.expectSignedIn('oidc:alice');
});
