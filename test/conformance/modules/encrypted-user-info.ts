import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { encryptedUserInfo } from '../../support/hostile/signed-user-info.js';
import { encryptsIdTokens, KEY } from '../encrypting.js';
import { expect, pass } from '../run.js';

export default pass(
  { ...encryptsIdTokens, respond: { userinfo: encryptedUserInfo(KEY, { aud: CLIENT_ID, name: 'Alice, hidden' }) } },
  {
    client: { decryptionKeys: [KEY] },
    also: async ({ browser, app }) =>
      expect(JSON.parse((await browser.get(`${app}/info`)).text)).toMatchObject({ name: 'Alice, hidden' }),
  },
);
