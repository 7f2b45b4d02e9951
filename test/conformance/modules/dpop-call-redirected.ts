import { expect, pass } from '../run.js';

// Each hop has its own proof for its own URL.
export default pass(
  {},
  {
    fapi: 'with nonces',
    also: async (world) => {
      world.provider.misbehave({
        respond: {
          api: (req, res, behave) => {
            if (req.url === '/api') res.writeHead(302, { location: '/v2/api?page=2' }).end();
            else behave();
          },
        },
      });
      expect(await world.call()).toMatchObject({ status: 200 });
      expect(world.provider.refused).toEqual([]);
    },
  },
);
