import { expect, pass } from '../run.js';

// JARM alone, with another algorithm than the default.
export default pass(
  {},
  {
    fapi: 'without nonces',
    client: { responseMode: 'jwt', authorizationSignedResponseAlg: 'ES256' },
    also: ({ provider }) => {
      const { parameters = {} } = provider.requests.find(({ endpoint }) => endpoint === 'par') ?? {};
      expect(parameters).toMatchObject({ response_mode: 'jwt' });
    },
  },
);
