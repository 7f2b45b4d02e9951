import { anotherNonce } from '../../support/hostile/answers.js';
import { expect, pass } from '../run.js';

// An API that never has enough gets one more try, and its token is not taken for refused.
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
