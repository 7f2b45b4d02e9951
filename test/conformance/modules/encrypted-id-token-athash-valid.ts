import { createHash } from 'node:crypto';
import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { pass } from '../run.js';

export default pass(
  {
    ...encryptsIdTokens,
    idToken: (claims, { accessToken }) => ({
      ...claims,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    }),
  },
  decrypting,
);
