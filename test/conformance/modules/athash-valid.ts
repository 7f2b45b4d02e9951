import { createHash } from 'node:crypto';
import { pass } from '../run.js';

export default pass({
  idToken: (claims, { accessToken }) => ({
    ...claims,
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
  }),
});
