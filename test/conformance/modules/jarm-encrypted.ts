import { encrypting } from '../../support/hostile/encryption.js';
import { KEY } from '../encrypting.js';
import { expect, rejects } from '../run.js';

// Its state cannot be read, so nobody knows which login it is for.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { signResponse: encrypting(KEY) },
  {
    fapi: 'with nonces',
    client: { responseMode: 'jwt', decryptionKeys: [KEY] },
    withoutCalling: ['token'],
    also: ({ failures }) => expect(failures.at(-1)?.hint).toContain('"authorization_encrypted_response_alg"'),
  },
);
