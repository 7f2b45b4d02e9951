import { expect, pass } from '../run.js';

export default pass(
  {},
  {
    client: { clientAuthentication: 'client_secret_basic' },
    also: ({ provider }) =>
      expect(provider.requests.find(({ endpoint }) => endpoint === 'token')?.parameters).not.toHaveProperty(
        'client_secret',
      ),
  },
);
