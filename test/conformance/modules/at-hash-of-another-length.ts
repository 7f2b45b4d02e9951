import { createHash } from 'node:crypto';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', {
  idToken: (claims, { accessToken }) => ({
    ...claims,
    at_hash: createHash('sha256').update(accessToken).digest('base64url'),
  }),
});
