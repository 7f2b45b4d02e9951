import { status } from '../../support/hostile/answers.js';
import { expect, pass } from '../run.js';

// A new token would not fix the proof.
export default pass(
  {},
  {
    fapi: 'with nonces',
    also: async (world) => {
      const refused = status(401);
      world.provider.misbehave({
        respond: {
          api: (req, res, behave) => {
            res.setHeader('www-authenticate', 'DPoP error="invalid_dpop_proof"');
            refused(req, res, behave);
          },
        },
      });
      expect(await world.call()).toMatchObject({ status: 401 });
      expect(world.provider.calls('api')).toBe(1);
      expect(world.provider.calls('refresh')).toBe(0);
    },
  },
);
