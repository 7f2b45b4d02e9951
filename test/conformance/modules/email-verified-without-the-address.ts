import { expect, having, pass } from '../run.js';

// The user info vouches for an address that it does not name: not for the one in the ID token.
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
