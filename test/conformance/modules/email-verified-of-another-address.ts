import { expect, having, pass } from '../run.js';

// The ID token has a verified address, the user info another one that is not verified.
export default pass(
  {
    idToken: having({ email: 'alice@example.com', email_verified: true }),
    userinfo: having({ email: 'boss@example.com', email_verified: undefined }),
  },
  {
    also: async ({ browser, app }) => {
      const info = JSON.parse((await browser.get(`${app}/info`)).text) as object;
      expect(info).toMatchObject({ email: 'boss@example.com' });
      expect(info).not.toHaveProperty('email_verified');
    },
  },
);
