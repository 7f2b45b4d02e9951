import { expect, pass } from '../run.js';

// RFC 9126: the client uses the endpoint of the provider, and the browser only has the reference.
export default pass(
  {
    discovery: (metadata) => ({
      ...metadata,
      pushed_authorization_request_endpoint: String(metadata['token_endpoint']).replace('/token', '/par'),
    }),
  },
  {
    also({ provider }) {
      const { parameters } = provider.requests.find(({ endpoint }) => endpoint === 'authorize') ?? { parameters: {} };
      expect(Object.keys(parameters).toSorted()).toEqual(['client_id', 'request_uri']);
    },
  },
);
