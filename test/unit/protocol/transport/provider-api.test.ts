import { expect, it } from '@jest/globals';
import { findProviderApi, resolveApiTarget } from '../../../../src/protocol/transport/provider-api.js';

const api = findProviderApi({ apiBase: 'https://api.example/v1/' }, ['https://id.example/token']);

it.each([
  ['items', 'https://api.example/v1/items'],
  ['/other', 'https://api.example/other'],
  ['https://id.example/userinfo', 'https://id.example/userinfo'],
])('%s is an address of the API', (path, address) => {
  expect(resolveApiTarget(api, path, 'oidc').href).toBe(address);
});

it.each([
  'https://evil.example/',
  'https://api.example:8443/v1/',
  'http://api.example/v1/',
  'https://user@api.example/v1/',
  'https://:password@api.example/v1/',
  'https://user:password@api.example/v1/',
  'blob:https://api.example/1',
  '//evil.example/',
  '../outside',
])('no token goes to %s', (path) => {
  expect(() => resolveApiTarget(api, path, 'oidc')).toThrow(
    expect.objectContaining({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' }),
  );
});
