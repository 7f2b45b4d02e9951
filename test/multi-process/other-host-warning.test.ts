import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program whose app, under http://localhost:3000, is asked for guarded pages at these hosts. Gives what it prints as warnings. */
function warningsAt(hosts: readonly string[]): string {
  const program = `
    import { get } from 'node:http';
    import express from 'express';
    import { oauth, oidc } from 'express-oauth-beforeware';
    const app = express();
    oauth(app, oidc({ issuer: 'https://id.example.com', clientId: 'app' }), { baseUrl: 'http://localhost:3000' });
    const server = app.listen(0, '127.0.0.1', async () => {
      const { port } = server.address();
      for (const host of ${JSON.stringify(hosts)})
        await new Promise((resolve) =>
          get({ port, host: '127.0.0.1', path: '/me', headers: { host } }, (res) => res.resume().on('end', resolve)),
        );
      server.close();
    });
  `;
  const env = { ...process.env, NODE_OPTIONS: '--disable-warning=OAUTH_MEMORY', NODE_ENV: 'development' };
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8', env });
  expect(run.status).toBe(0);
  return run.stderr;
}

it('pages that are opened at other hosts than that of baseUrl cause one warning, which says what to do', () => {
  const text = warningsAt(['localhost:3000', '127.0.0.1:3000', '127.0.0.1:3001']);
  expect(text.match(/\[OAUTH_OTHER_HOST\] OAuthWarning/g)).toHaveLength(1);
  expect(text).toContain('127.0.0.1:3000, and "baseUrl" is http://localhost:3000');
  expect(text).toContain('proxy_set_header Host $host');
});

it('a host that a visitor makes up cannot write into the log what it likes', () => {
  expect(warningsAt(['a b', 'LOCALHOST:3000'])).toBe('');
  expect(warningsAt([`${'x'.repeat(5000)}.example`]).length).toBeLessThan(1000);
});
