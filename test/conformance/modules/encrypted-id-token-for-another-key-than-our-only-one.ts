import { encrypting, rsaKey } from '../../support/hostile/encryption.js';
import { refusesEncrypted } from '../encrypting.js';

const { kid: _kid, ...unnamed } = rsaKey('another');

// It is tried, and does not fit.
export default refusesEncrypted(encrypting(rsaKey('ours')), {
  client: { decryptionKeys: [unnamed] },
  hint: '"decryptionKeys"',
  signedInToo: false,
});
