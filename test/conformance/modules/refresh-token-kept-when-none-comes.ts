import { refreshes } from '../refreshing.js';
import { expect, having } from '../run.js';

// The second refresh must send the new refresh token: this provider takes a reuse of the first one for theft.
export default refreshes(
  { refreshResponse: having({ refresh_token: undefined }) },
  {
    also: async (world) => {
      const before = world.provider.requests.filter(({ endpoint }) => endpoint === 'refresh');
      world.advance(3700);
      await world.token();
      const after = world.provider.requests.filter(({ endpoint }) => endpoint === 'refresh');
      expect(after).toHaveLength(2);
      expect(after[1]?.parameters['refresh_token']).toBe(before[0]?.parameters['refresh_token']);
    },
  },
);
