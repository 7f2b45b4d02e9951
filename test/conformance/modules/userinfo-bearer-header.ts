import { expect, pass } from '../run.js';

// The provider takes the access token from the header; in an address it would end up in logs.
export default pass(
  {},
  {
    also: ({ provider }) =>
      expect(provider.requests.find(({ endpoint }) => endpoint === 'userinfo')?.parameters).toEqual({}),
  },
);
