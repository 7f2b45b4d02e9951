import { expect, having, pass } from '../run.js';

// The user info has `email_verified` without an address. That does not verify the address of the ID token.
export default pass(
  {
    idToken: having({ email: 'boss@example.com', email_verified: undefined }),
    userinfo: having({ email: undefined, email_verified: true }),
  },
  {
    also: async ({ browser, app }) => {
      const info = JSON.parse((await browser.get(`${app}/info`)).text) as object;
      expect(info).toMatchObject({ email: 'boss@example.com' });
      expect(info).not.toHaveProperty('email_verified');
    },
  },
);
