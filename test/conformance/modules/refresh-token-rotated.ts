import { refreshes } from '../refreshing.js';
import { expect } from '../run.js';

export default refreshes(
  {},
  {
    also: async (world) => {
      world.advance(3700);
      expect(await world.token()).toEqual({ token: expect.any(String) });
      expect(world.events).toEqual(['token.refreshed', 'token.refreshed']);
      expect(world.provider.refused).toEqual([]);
    },
  },
);
