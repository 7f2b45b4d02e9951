import { expect, it } from '@jest/globals';
import { oauth2 } from '../../../src/index.js';
import { encodeSpaces } from '../../../src/protocol/encode-spaces.js';

it.each([
  ['https://op.example/?scope=a+b', 'https://op.example/?scope=a%20b'],
  ['https://op.example/a+b?plus=a%2Bb&space=%20#x+y', 'https://op.example/a+b?plus=a%2Bb&space=%20#x+y'],
  ['https://op.example/', 'https://op.example/'],
])('spaces in the query of %s', (address, encoded) => {
  expect(encodeSpaces(new URL(address)).href).toBe(encoded);
});

it('an authorization address has no plus for a space', async () => {
  const client = oauth2({
    name: 'code',
    clientId: 'our registration',
    authorizationEndpoint: 'https://op.example/authorize?kept=1+2',
    tokenEndpoint: 'https://op.example/token',
    userinfoEndpoint: 'https://op.example/user',
    scope: 'read write',
    authorizationParams: { login_hint: 'ada+lovelace@example.com', nice: 'a~b c' },
  });
  const request = { state: 'a-state', redirectUri: 'https://app.example/redirect', scope: ['more'], parameters: {} };
  const { url } = await client.authorize(request);
  expect(url.href).toMatch(/scope=read%20write%20more/);
  expect(url.href).not.toContain('+');
  const { client_id: id, login_hint: hint, nice, kept } = Object.fromEntries(url.searchParams);
  expect([id, hint, nice, kept]).toEqual(['our registration', 'ada+lovelace@example.com', 'a~b c', '1 2']);
});
