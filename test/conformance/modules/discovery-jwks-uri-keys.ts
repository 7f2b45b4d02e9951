import { randomUUID } from 'node:crypto';
import { expect, pass } from '../run.js';

const path = `/keys-${randomUUID()}/jwks`;

export default pass(
  { discovery: (metadata) => ({ ...metadata, jwks_uri: `${String(metadata['issuer'])}${path}` }) },
  {
    also: ({ provider }) =>
      expect(provider.requests.filter(({ endpoint }) => endpoint === 'jwks').map((request) => request.path)).toEqual([
        path,
      ]),
  },
);
