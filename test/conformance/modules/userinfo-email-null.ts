import { expect, having, pass } from '../run.js';

// The user info has no address, so the verified one of the ID token stays.
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
