import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    await world.signIn();
    world.advance(3700);
    world.provider.misbehave({ respond: { refresh: status(400, '{"error":"invalid_grant"}') } });
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(world.events).toEqual(['token.dead', 'signOut']);
    await world.expectSignedOut();
  },
  { options: { session: { endWithRefreshToken: true } } },
);
