import { anotherNonce } from '../../support/hostile/answers.js';
import { expect, pass } from '../run.js';

// An API that always asks for a nonce gets one more try. Its token does not count as refused.
export default pass(
  {},
  {
    fapi: 'with nonces',
    also: async (world) => {
      world.provider.misbehave({ respond: { api: anotherNonce } });
      expect(await world.call()).toMatchObject({ status: 401 });
      expect(world.provider.calls('api')).toBe(2);
      expect(world.provider.calls('refresh')).toBe(0);
    },
  },
);
