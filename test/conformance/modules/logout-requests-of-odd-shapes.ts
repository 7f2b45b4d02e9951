import { logoutClaims, signLogoutToken, withProviderSession } from '../logging-out.js';
import { expect, scenario } from '../run.js';

const FORM = 'application/x-www-form-urlencoded';

// The token is valid each time. Only the request around it is wrong.
export default scenario(async (world) => {
  await world.signIn();
  const token = await signLogoutToken(world, logoutClaims(world));
  const requests: [type: string, body: string | Uint8Array, more?: Record<string, string>][] = [
    [FORM, `logout_token=${token}&logout_token=${token}`],
    [FORM, `logout_token[]=${token}`],
    [FORM, `logout_token[a]=${token}`],
    [FORM, `logout_token=${token}&padding=${'x'.repeat(1_000_000)}`],
    [FORM, new Uint8Array([...Buffer.from(`logout_token=${token}`), 0xff, 0xfe, 0x80])],
    [FORM, `logout_token=${token}%FF%FE`],
    [FORM, `logout_token=${token}`, { 'content-encoding': 'gzip' }],
    [FORM, `logout_token=${token}`, { 'content-encoding': 'of-our-own' }],
    [`${FORM}; charset=none-such`, `logout_token=${token}`],
    ['application/json', JSON.stringify({ logout_token: token })],
    ['text/plain', `logout_token=${token}`],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="logout_token"\r\n\r\n${token}\r\n--x--`,
    ],
    [FORM, `logout_token=${token}`, { cookie: 'a=b; '.repeat(200_000) }],
  ];
  for (const [type, body, more] of requests) {
    const headers = { 'content-type': type, ...more };
    const answer = await fetch(`${world.app}/backchannel-logout`, { method: 'POST', body, headers });
    expect([type, answer.status >= 400 && answer.status < 500]).toEqual([type, true]);
    await world.expectSignedIn('oidc:alice');
  }
  expect(world.events).toEqual([]);
  expect((await fetch(`${world.app}/backchannel-logout?logout_token=${token}`)).status).toBe(405);
  // The process goes on, and the token is still used.
  const last = await fetch(`${world.app}/backchannel-logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });
  expect(last.status).toBe(200);
  await world.expectSignedOut();
}, withProviderSession);
