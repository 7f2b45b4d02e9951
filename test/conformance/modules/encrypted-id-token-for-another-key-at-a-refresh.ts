import { encrypting, rsaKey } from '../../support/hostile/encryption.js';
import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

export default keepsTheNewRefreshToken(
  'ERR_OAUTH_ID_TOKEN',
  { signRefreshed: encrypting(rsaKey('ours')) },
  { misbehaviour: encryptsIdTokens, ...decrypting },
);
