import { encrypting } from '../../support/hostile/encryption.js';
import { decrypting, KEY } from '../encrypting.js';
import { having, rejects } from '../run.js';

// It is short only as long as it is compressed.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { sign: encrypting(KEY, { zip: 'DEF' }), idToken: having({ groups: 'a'.repeat(60_000) }) },
  { ...decrypting, withoutCalling: ['userinfo'] },
);
