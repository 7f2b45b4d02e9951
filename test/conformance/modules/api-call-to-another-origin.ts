import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  const { issuer } = world.provider;
  const { port } = new URL(issuer);
  for (const path of [
    'https://evil.example/api',
    '//evil.example/api',
    '\\\\evil.example/api',
    `http://localhost:${port}/api`,
    `http://user@127.0.0.1:${port}/api`,
    `http://127.0.0.1:${port}@evil.example/api`,
    `https://127.0.0.1:${port}/api`,
    'http://127.0.0.1/api',
    'data:text/plain,api',
    'file:///etc/passwd',
    'http://',
  ])
    expect({ path, ...(await world.call(path)) }).toEqual({ path, code: 'ERR_OAUTH_FOREIGN_ORIGIN' });
  expect(world.provider.calls('api')).toBe(0);
});
