import { expect, scenario } from '../run.js';

// A redirect within the provider's origins is followed with the token. Any other redirect is returned to the app.
export default scenario(async (world) => {
  await world.signIn();
  const to = (location: string) =>
    world.provider.misbehave({
      respond: {
        api: (req, res, behave) => {
          if (req.url === '/api') res.writeHead(302, { location }).end();
          else behave();
        },
      },
    });
  to('/v2/api');
  expect(await world.call()).toMatchObject({ status: 200 });
  to('https://evil.example/api');
  expect(await world.call()).toMatchObject({ status: 302 });
  to('/api');
  expect(await world.call()).toMatchObject({ status: 302 });
});
