import { expect, scenario } from '../run.js';

// The provider used up the refresh token, but its answer was lost. The next try ends the tokens properly.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  world.provider.misbehave({
    respond: {
      refresh(req, res, behave) {
        const { end } = res;
        res.end = () => {
          res.end = end;
          req.socket.destroy();
          return res;
        };
        behave();
      },
    },
  });
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_UNREACHABLE' });
  world.provider.misbehave();
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
  expect(world.events).toEqual(['token.dead']);
  await world.expectSignedIn('oidc:alice');
});
