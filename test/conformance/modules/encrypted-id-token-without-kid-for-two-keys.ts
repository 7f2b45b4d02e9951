import { encrypting, rsaKey } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted(encrypting({ ...KEY, kid: undefined } as never, {}), {
  client: { decryptionKeys: [KEY, rsaKey('another')] },
  hint: 'with several keys the provider must send the "kid"',
});
