import { decodeJwt } from 'jose';
import { expect, pass } from '../run.js';

// The provider checks every assertion and proof. The request is pushed, so the browser only has the reference.
export default pass(
  {},
  {
    fapi: 'with nonces',
    also: async (world) => {
      const { requests, issuer } = world.provider;
      const { parameters = {} } = requests.find(({ endpoint }) => endpoint === 'authorize') ?? {};
      expect(Object.keys(parameters).toSorted()).toEqual(['client_id', 'request_uri']);
      const audiences = requests.flatMap(({ parameters: { client_assertion: jwt } }) =>
        jwt ? decodeJwt(jwt).aud : [],
      );
      expect(new Set(audiences)).toEqual(new Set([issuer]));
      // The first request had no nonce, all later ones had.
      expect([world.provider.calls('par'), world.provider.calls('token'), world.provider.calls('userinfo')]).toEqual([
        2, 1, 1,
      ]);
      expect(await world.call()).toMatchObject({ status: 200 });
    },
  },
);
