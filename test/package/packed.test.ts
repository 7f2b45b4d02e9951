import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const execute = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const INSTALL_MS = 180_000;

let folder: string;
let packed: string[];

/** Packs the built package, and installs it in a folder with Express only. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await execute('npm', pack, { cwd: repository });
  const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  packed = tarball.files.map(({ path }) => path).toSorted();

  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    devDependencies: { express: string };
  };
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const wanted = [`./${tarball.filename}`, `express@${manifest.devDependencies.express}`];
  await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], {
    cwd: folder,
  });
}, INSTALL_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a program in that folder, as a user of the package would, and returns its output. */
async function output(file: string, program: string): Promise<unknown> {
  await writeFile(join(folder, file), program);
  const { stdout } = await execute(process.execPath, [file], { cwd: folder, timeout: 20_000 });
  return JSON.parse(stdout);
}

describe('the tarball', () => {
  it('contains the built package and its documents, and nothing else', () => {
    expect(packed.filter((path) => !path.startsWith('dist/'))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'package.json',
    ]);
    expect(packed).toEqual(expect.arrayContaining(['dist/index.js', 'dist/testing/index.d.ts']));
    expect(packed.filter((path) => path.startsWith('dist/') && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
  });
});

describe('the installed package', () => {
  const kinds = ['function', 'function', 'express-oauth-beforeware'];

  it('can be imported', async () => {
    const program = `
      import { oauth } from 'express-oauth-beforeware';
      import { developmentProvider } from 'express-oauth-beforeware/testing';
      import manifest from 'express-oauth-beforeware/package.json' with { type: 'json' };
      console.log(JSON.stringify([typeof oauth, typeof developmentProvider, manifest.name]));
    `;
    expect(await output('import.mjs', program)).toEqual(kinds);
  });

  it('can be required', async () => {
    const program = `
      const { oauth } = require('express-oauth-beforeware');
      const { developmentProvider } = require('express-oauth-beforeware/testing');
      const manifest = require('express-oauth-beforeware/package.json');
      console.log(JSON.stringify([typeof oauth, typeof developmentProvider, manifest.name]));
    `;
    expect(await output('require.cjs', program)).toEqual(kinds);
  });

  it('guards an app', async () => {
    const program = `
      import { get } from 'node:http';
      import express from 'express';
      import { oauth, oidc, requireUser } from 'express-oauth-beforeware';

      const app = express();
      const auth = oauth(app, oidc({ issuer: 'http://localhost:9/', clientId: 'x', clientSecret: 'y' }), {});
      app.get('/me', (req, res) => res.send(requireUser(req).ident));

      // Do not use fetch(): its Sec-Fetch-Mode says that it is no page visit.
      const server = app.listen(0, () => {
        get({ port: server.address().port, path: '/me', agent: false }, (answer) => {
          console.log(JSON.stringify({ status: answer.statusCode, location: answer.headers.location }));
          answer.resume();
          server.close();
          auth.close();
        });
      });
    `;
    expect(await output('server.mjs', program)).toEqual({ status: 303, location: '/login?returnTo=%2Fme' });
  });
});
