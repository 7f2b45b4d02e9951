import { expect, scenario } from '../run.js';

// Some providers give the same access token again, with a new end.
export default scenario(async (world) => {
  let first: unknown;
  world.provider.misbehave({
    tokenResponse: (body) => ((first = body['access_token']), body),
    refreshResponse: (body) => ({ ...body, access_token: first }),
  });
  await world.signIn();
  world.advance(3700);
  expect(await world.token()).toEqual({ token: first });
  expect(await world.token()).toEqual({ token: first });
  expect(world.events).toEqual(['token.refreshed']);
  expect(world.provider.calls('refresh')).toBe(1);
});
