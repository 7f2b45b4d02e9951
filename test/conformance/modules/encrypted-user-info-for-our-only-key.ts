import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { encryptedUserInfo } from '../../support/hostile/signed-user-info.js';
import { KEY } from '../encrypting.js';
import { expect, pass } from '../run.js';

const { kid: _kid, ...unnamed } = KEY;

export default pass(
  { respond: { userinfo: encryptedUserInfo(KEY, { aud: CLIENT_ID, name: 'Alice, hidden' }) } },
  {
    client: { decryptionKeys: [unnamed] },
    also: async ({ browser, app }) =>
      expect(JSON.parse((await browser.get(`${app}/info`)).text)).toMatchObject({ name: 'Alice, hidden' }),
  },
);
