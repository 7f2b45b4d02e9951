import { expect, it } from '@jest/globals';
import express from 'express';
import type { Request } from 'express';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { Auth } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { sessionOf } from '../support/session-of.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();

/** Serves an app with a middleware between the router and the guard. */
async function serveAppWith(between: (req: Request) => unknown): Promise<Served> {
  const app = express();
  const auth = oauth(null, oidc(provider.client), { skip: ['/'] });
  app.use(auth.router);
  app.get('/', (req, res) => void res.send(`home ${sessionOf(req).auth ?? 'nobody'}`));
  app.use(async (req, _res, next) => {
    await between(req);
    next();
  });
  app.use(auth.beforeware);
  app.get('/me', (req, res) => void res.send(`you are ${requireUser(req).ident}`));
  return endAfterTest(await serve(app));
}

it('guarded pages have the signed-in user as req.auth', async () => {
  const server = express();
  oauth(server, oidc(provider.client), { skip: ['/'] });
  server.get('/', (req, res) => void res.json('auth' in req));
  server.get('/me', (req, res) => void res.send((req as { auth?: Auth }).auth?.ident));
  const { url } = endAfterTest(await serve(server));
  const browser = new Browser();
  expect((await browser.get(`${url}/`)).text).toBe('false');
  expect((await browser.signInAt(`${url}/me`, 'bob')).text).toBe('oidc:bob');
});

it('a req.auth of another middleware opens nothing', async () => {
  const { url } = await serveAppWith((req) => Object.assign(req, { auth: { ident: 'oidc:alice', client: 'oidc' } }));
  expect((await new Browser().get(`${url}/me`)).status).toBe(303);
  const bob = new Browser();
  await bob.signInAt(`${url}/login`, 'bob');
  // Signed in as Bob, it does not turn him into Alice either.
  expect((await bob.get(`${url}/me`)).text).not.toContain('alice');
});

it.each<[name: string, between: (req: Request) => unknown]>([
  ['deletes session.auth', (req) => delete sessionOf(req).auth],
  ['sets session.auth to somebody else', (req) => (sessionOf(req).auth = 'oidc:alice')],
  ['destroys the session', (req) => new Promise((resolve) => void req.session.destroy(resolve))],
  ['makes the session anew', (req) => new Promise((resolve) => void req.session.regenerate(resolve))],
])('middleware that %s signs out before the guard', async (_name, between) => {
  const { url } = await serveAppWith(between);
  const browser = new Browser();
  expect((await browser.signInAt(`${url}/login`, 'bob')).text).toBe('home oidc:bob');
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});
