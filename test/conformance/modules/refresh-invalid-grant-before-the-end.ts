import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// The refresh is refused while the access token is still valid for some seconds. It is used until it expires.
export default scenario(async (world) => {
  await world.signIn();
  const { token } = await world.token();
  world.advance(3600 - 20);
  world.provider.misbehave({ respond: { refresh: status(400, '{"error":"invalid_grant"}') } });
  expect(await world.token()).toEqual({ token });
  expect(world.events).toEqual(['token.dead']);
  world.advance(20);
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
});
