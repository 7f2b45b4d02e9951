import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { useForAll } from '../support/use.js';
import { execute, INSTALL_MS, InstalledPackage } from './installed-package.js';

const installed = useForAll(() => InstalledPackage.install(), INSTALL_MS);

/** Runs a program in that folder, as a user of the package would, and returns its output. */
async function output(file: string, program: string): Promise<unknown> {
  const { folder } = installed();
  await writeFile(join(folder, file), program);
  const { stdout } = await execute(process.execPath, [file], { cwd: folder, timeout: 20_000 });
  return JSON.parse(stdout);
}

describe('the tarball', () => {
  it('contains the built package and its documents, and nothing else', () => {
    const { packed } = installed();
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
  // The sub-path "request" has types only.
  const kinds = ['function', [], 'function', 'express-oauth-beforeware'];

  it('can be imported', async () => {
    const program = `
      import { oauth } from 'express-oauth-beforeware';
      import * as request from 'express-oauth-beforeware/request';
      import { developmentProvider } from 'express-oauth-beforeware/testing';
      import manifest from 'express-oauth-beforeware/package.json' with { type: 'json' };
      console.log(JSON.stringify([typeof oauth, Object.keys(request), typeof developmentProvider, manifest.name]));
    `;
    expect(await output('import.mjs', program)).toEqual(kinds);
  });

  it('can be required', async () => {
    const program = `
      const { oauth } = require('express-oauth-beforeware');
      const request = require('express-oauth-beforeware/request');
      const { developmentProvider } = require('express-oauth-beforeware/testing');
      const manifest = require('express-oauth-beforeware/package.json');
      console.log(JSON.stringify([typeof oauth, Object.keys(request), typeof developmentProvider, manifest.name]));
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
