import { encrypting } from '../../support/hostile/encryption.js';
import { decrypting, encryptsIdTokens, KEY } from '../encrypting.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';
import { having } from '../run.js';

export default keepsTheNewRefreshToken(
  'ERR_OAUTH_BAD_RESPONSE',
  { signRefreshed: encrypting(KEY, { zip: 'DEF' }), refreshedIdToken: having({ groups: 'a'.repeat(60_000) }) },
  { misbehaviour: encryptsIdTokens, ...decrypting },
);
