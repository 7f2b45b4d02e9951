import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { encryptedUserInfo } from '../../support/hostile/signed-user-info.js';
import { KEY } from '../encrypting.js';
import { expect, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { userinfo: encryptedUserInfo(KEY, { aud: CLIENT_ID }) } },
  { also: ({ failures }) => expect(failures.at(-1)?.hint).toContain('set the option "decryptionKeys"') },
);
