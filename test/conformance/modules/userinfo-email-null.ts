import { expect, having, pass } from '../run.js';

// Says nothing of an address: the one that the ID token vouches for stands.
export default pass(
  {
    idToken: having({ email: 'alice@example.com', email_verified: true }),
    userinfo: having({ email: null, email_verified: null }),
  },
  {
    also: async ({ browser, app }) =>
      expect(JSON.parse((await browser.get(`${app}/info`)).text)).toMatchObject({
        email: 'alice@example.com',
        email_verified: true,
      }),
  },
);
