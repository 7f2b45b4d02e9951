import { encryptedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rsaKey } from '../../support/hostile/encryption.js';
import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { decrypting } from '../encrypting.js';
import { expect, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { userinfo: encryptedUserInfo(rsaKey('ours'), { aud: CLIENT_ID }) } },
  { ...decrypting, also: ({ failures }) => expect(failures.at(-1)?.hint).toContain('"decryptionKeys"') },
);
