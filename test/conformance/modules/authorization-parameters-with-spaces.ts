import { expect, scenario } from '../run.js';

// Some providers take a plus for a plus.
export default scenario(
  async ({ browser, app }) => {
    const { location = '' } = await browser.get(`${app}/login`);
    expect(location).toContain('scope=openid%20email%20profile');
    expect(location).not.toContain('+');
    expect(new URL(location).searchParams.get('login_hint')).toBe('ada+lovelace@example.com');
  },
  { client: { authorizationParams: { login_hint: 'ada+lovelace@example.com' } } },
);
