import { expect, pass } from '../run.js';

// The nonce changes between two calls. The API reports that in its own way.
export default pass(
  { dpopScheme: 'dPoP' },
  {
    fapi: 'with nonces',
    also: async (world) => {
      if (world.provider.fapi) world.provider.fapi.nonce = 'a new one';
      expect(await world.call()).toMatchObject({ status: 200 });
      expect(world.provider.calls('api')).toBe(2);
      expect(world.provider.calls('refresh')).toBe(0);
    },
  },
);
