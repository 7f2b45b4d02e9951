import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { expect, pass } from '../run.js';

// A JWT (OIDC Core, section 5.3.2) of a provider whose metadata has no algorithms for it.
export default pass(
  { respond: { userinfo: signedUserInfo(({ current }) => current, { aud: CLIENT_ID, name: 'Alice, signed' }) } },
  {
    also: async ({ browser, app }) =>
      expect(JSON.parse((await browser.get(`${app}/info`)).text)).toMatchObject({ name: 'Alice, signed' }),
  },
);
