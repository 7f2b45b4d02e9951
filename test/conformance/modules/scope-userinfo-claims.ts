import { expect, pass } from '../run.js';

// Requested by scope, returned by the user info endpoint, and available to the app.
export default pass(
  { userinfo: (claims) => ({ ...claims, address: { country: 'GB' }, phone_number: '+44 20 7946 0000' }) },
  {
    client: { scope: 'profile email address phone' },
    async also({ provider, browser, app }) {
      expect(provider.requests.find(({ endpoint }) => endpoint === 'authorize')?.parameters).toMatchObject({
        scope: 'openid profile email address phone',
      });
      expect(JSON.parse((await browser.get(`${app}/info`)).text)).toMatchObject({
        email: 'alice@example.com',
        address: { country: 'GB' },
        phone_number: '+44 20 7946 0000',
      });
    },
  },
);
