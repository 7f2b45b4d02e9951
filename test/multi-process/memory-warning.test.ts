import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program that calls `oauth()` twice without Redis. */
function run(environment: string, options = '{}') {
  const program = `
    import express from 'express';
    import { oauth, oidc } from 'express-oauth-beforeware';
    const client = oidc({ issuer: 'https://id.example.com', clientId: 'app' });
    const options = ${options};
    oauth(express(), client, options);
    oauth(express(), client, options);
  `;
  const how = {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: environment },
  } as const;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], how);
}

it('sessions in memory cause one warning', () => {
  const { status, stderr } = run('development');
  expect(status).toBe(0);
  expect(stderr.match(/\[OAUTH_MEMORY\] OAuthWarning/g)).toHaveLength(1);
});

it('sessions in memory are refused when the app runs in production', () => {
  const { status, stderr } = run('production');
  expect(status).toBe(1);
  expect(stderr).toContain('option "redis" is required in production');
});

it.each([
  ['http://app.example.com', 2],
  ['http://localhost:3000', 0],
  ['https://app.example.com', 0],
])('the base URL %s in production causes a warning if it is plain http and not local', (baseUrl, times) => {
  const store =
    '{ get() {}, set() {}, replace() {}, swap() {}, take() {}, remove() {}, setField() {}, fields() {}, removeFields() {} }';
  const options = `{ baseUrl: '${baseUrl}', secret: 'x'.repeat(32), records: ${store} }`;
  const { status, stderr } = run('production', options);
  expect(status).toBe(0);
  expect(stderr.match(/\[OAUTH_PLAIN_HTTP\] OAuthWarning/g) ?? []).toHaveLength(times);
});
