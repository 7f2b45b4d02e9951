import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program that serves `app`, requests `paths`, and prints the status of each. */
function run(setUp: string, paths: readonly string[]) {
  const program = `
    import express from 'express';
    import express4 from 'express4';
    import { oauth, oidc } from 'express-oauth-beforeware';
    const client = oidc({ issuer: 'http://127.0.0.1:9/', clientId: 'app' });
    ${setUp}
    const server = app.listen(0, '127.0.0.1', async () => {
      for (const path of ${JSON.stringify(paths)}) {
        const { status } = await fetch('http://127.0.0.1:' + server.address().port + path, { redirect: 'manual' });
        console.log(path, status);
      }
      server.close();
      server.closeAllConnections();
    });
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test' },
  });
  return { status, stdout, stderr };
}

it('a skip function that rejects opens nothing, and the process goes on', () => {
  const { status, stdout, stderr } = run(
    `const app = express();
     oauth(app, client, { skip: [async () => { throw new Error('no'); }] });`,
    ['/one', '/two'],
  );
  expect(stderr).not.toContain('Error: no');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '/one 500\n/two 500\n' });
});

it.each(['express', 'express4'])('auth.login() that fails is answered, and the process goes on: %s', (name) => {
  const { status, stdout, stderr } = run(
    `const app = ${name}();
     const auth = oauth(app, client, { skip: ['/*'] });
     app.get('/in', (req, res) => auth.login(req, res));
     app.get('/other', (req, res) => auth.login(req, res, { client: 'other' }));
     app.get('/out', (req, res) => auth.logout(req, res));`,
    // fetch() is no navigation, so /in is a bad request. The provider, which is not running, is never asked.
    ['/in', '/other', '/out'],
  );
  expect(stderr).not.toContain('UnhandledPromise');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '/in 400\n/other 500\n/out 303\n' });
});

it.each(['express', 'express4'])(
  'auth.logout() does not end the process after the app has ended the session itself, or answered: %s',
  (name) => {
    const { status, stdout, stderr } = run(
      `const app = ${name}();
     const auth = oauth(app, client, { skip: ['/*'] });
     app.get('/ended', (req, res) => req.session.destroy(() => auth.logout(req, res)));
     app.get('/answered', (req, res) => { res.send('answered'); auth.logout(req, res); auth.login(req, res); });`,
      ['/ended', '/answered', '/ended'],
    );
    expect(stderr).not.toContain('UnhandledPromise');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '/ended 303\n/answered 200\n/ended 303\n' });
  },
);

it('an async event listener that rejects causes a warning, and the process goes on', () => {
  const { status, stdout, stderr } = run(
    `const app = express();
     const auth = oauth(app, client);
     auth.events.on('failure', async () => { throw new Error('the log is full'); });`,
    ['/login', '/login'],
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: '/login 400\n/login 400\n' });
  expect(stderr).toContain('[OAUTH_LISTENER] OAuthWarning: A listener of the event "failure" threw: the log is full');
});

it.each(['express', 'express4'])('a session that cannot be written does not end the process: %s', (name) => {
  const { status, stdout, stderr } = run(
    `import { Readable } from 'node:stream';
     const app = ${name}();
     const cycle = {};
     cycle.self = cycle;
     oauth(app, client, { skip: ['/*'] });
     app.get('/bigint', (req, res) => { req.session.row = 10n; res.send('put'); });
     app.get('/cycle', async (req, res) => { await null; req.session.row = cycle; res.json({}); });
     app.get('/stream', (req, res) => { req.session.row = 10n; Readable.from(['one', 'two']).pipe(res); });
     app.get('/begun', async (req, res) => { res.write('one'); await null; req.session.row = cycle; res.end(); });
     app.get('/replaced', async (req, res) => { await null; req.session = { row: 1 }; res.send('put'); });`,
    ['/bigint', '/cycle', '/stream', '/begun', '/replaced', '/bigint'],
  );
  expect(stderr).not.toMatch(/Uncaught|Unhandled/i);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: '/bigint 500\n/cycle 500\n/stream 200\n/begun 200\n/replaced 500\n/bigint 500\n',
  });
});
