import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Express } from 'express';
import express4 from 'express4';
import { Browser } from '../support/browser.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';

const provider = useNewHostileProvider();
const startApp = useApps(() => ({ client: provider().client }));
let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'cache-control-'));
  await writeFile(join(files, 'page.html'), '<p>page');
  await writeFile(join(files, 'picture.png'), 'picture');
});

afterAll(() => rm(files, { recursive: true }));

const HTML = 'private, no-store';
const REST = 'private, no-cache';
const type = (name: string) => ({ 'Content-Type': name });

/** What a route answers, and the header that the answer has then. */
const ANSWERS: readonly [name: string, answer: (res: express.Response) => unknown, header: string][] = [
  ['send', (res) => res.send('<p>secret'), HTML],
  ['send-xhtml', (res) => res.type('application/xhtml+xml').send('<p/>'), HTML],
  ['json', (res) => res.json({ secret: 1 }), REST],
  ['text', (res) => res.type('text').send('secret'), REST],
  ['end', (res) => res.end('<p>a type that the browser guesses'), HTML],
  ['failed', (res) => res.status(500).send('<p>secret'), HTML],
  ['moved', (res) => res.redirect('/elsewhere'), HTML],
  ['no-content', (res) => res.status(204).type('json').end(), REST],
  ['head-object', (res) => res.writeHead(200, type('text/html')).end(), HTML],
  ['head-list', (res) => res.writeHead(200, ['Content-Type', 'application/json']).end(), REST],
  ['head-words', (res) => res.writeHead(200, 'Fine', type('text/html; charset=utf-8')).end(), HTML],
  [
    'head-own',
    (res) => res.writeHead(200, { ...type('text/html'), 'cache-control': 'max-age=60' }).end(),
    'max-age=60',
  ],
  ['stream', (res) => pipeline(Readable.from(['<p>', 'secret']), res.type('html'), () => undefined), HTML],
  ['write', (res) => (res.type('html').write('<p>'), res.end('secret')), HTML],
  ['flush', (res) => (res.type('html').flushHeaders(), res.end('secret')), HTML],
  ['own', (res) => res.set('Cache-Control', 'public, max-age=600').send('<p>'), 'public, max-age=600'],
  ['own-no-cache', (res) => res.set('Cache-Control', 'no-cache').send('<p>'), 'no-cache'],
  ['own-empty', (res) => res.set('Cache-Control', '').send('<p>'), HTML],
  ['file', (res) => res.sendFile(join(files, 'page.html')), HTML],
  ['file-picture', (res) => res.sendFile(join(files, 'picture.png')), REST],
  ['file-own', (res) => res.sendFile(join(files, 'page.html'), { maxAge: '1h' }), 'public, max-age=3600'],
  ['file-none', (res) => res.sendFile(join(files, 'page.html'), { cacheControl: false }), HTML],
];

function addRoutes(app: Express): void {
  for (const prefix of ['/', '/public/'])
    for (const [name, answer] of ANSWERS) app.get(prefix + name, (_req, res) => void answer(res));
  app.use('/static', express.static(files));
  app.use('/assets', express.static(files, { maxAge: '1d' }));
}

const controlOf = async (browser: Browser, url: string, headers: Record<string, string> = {}) =>
  (await browser.get(url, { headers })).headers.get('cache-control');

describe.each<[name: string, make: () => Express]>([
  ['Express 5', express],
  ['Express 4', express4],
])('an answer to a signed-in user in %s', (_name, make) => {
  async function start(cacheControl?: boolean): Promise<{ app: SignInApp; browser: Browser }> {
    const options = { skip: ['/', '/public/*'], ...(cacheControl === undefined ? {} : { cacheControl }) };
    const app = await startApp({ make, routes: addRoutes, options });
    const browser = new Browser();
    await browser.open(`${app.url}/me`);
    return { app, browser };
  }

  it('is kept out of shared caches, and a page out of every cache, however it is sent', async () => {
    const { app, browser } = await start();
    const controls = await Promise.all(ANSWERS.map(([name]) => controlOf(browser, `${app.url}/${name}`)));
    expect(ANSWERS.map(([name], at) => [name, controls[at]])).toEqual(
      ANSWERS.map(([name, , header]) => [name, header]),
    );
    const head = await fetch(`${app.url}/send`, {
      method: 'HEAD',
      headers: { cookie: await browser.jar.getCookieString(app.url) },
    });
    expect([head.status, head.headers.get('cache-control')]).toEqual([200, HTML]);
  });

  it('is kept out of them on a public route, too, where an anonymous one is as the app sends it', async () => {
    const { app, browser } = await start();
    expect(await controlOf(browser, `${app.url}/public/send`)).toBe(HTML);
    expect(await controlOf(new Browser(), `${app.url}/public/send`)).toBeNull();
    expect(await controlOf(new Browser(), `${app.url}/public/file`)).toBe('public, max-age=0');
  });

  it('of a file server is revalidated, and keeps a lifetime that the app has chosen', async () => {
    const { app, browser } = await start();
    expect(await controlOf(browser, `${app.url}/static/picture.png`)).toBe(REST);
    expect(await controlOf(browser, `${app.url}/static/page.html`)).toBe(HTML);
    expect(await controlOf(browser, `${app.url}/assets/picture.png`)).toBe('public, max-age=86400');
    const { headers } = await browser.get(`${app.url}/static/picture.png`);
    const again = await browser.get(`${app.url}/static/picture.png`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, REST]);
  });

  it('is as the app sends it with the option cacheControl: false', async () => {
    const { app, browser } = await start(false);
    expect(await controlOf(browser, `${app.url}/send`)).toBeNull();
    expect(await controlOf(browser, `${app.url}/file`)).toBe('public, max-age=0');
  });

  it('has the header of a middleware that sets it last, before and after oauth()', async () => {
    const { default: onHeaders } = await import('on-headers');
    for (const where of ['before', 'routes'] as const) {
      const add = (app: Express) =>
        void app.use((_req, res, next) => {
          onHeaders(res, () => void res.setHeader('Cache-Control', 'max-age=5'));
          next();
        });
      const routes = (app: Express) => {
        if (where === 'routes') add(app);
        addRoutes(app);
      };
      const app = await startApp({ make, routes, ...(where === 'before' ? { before: add } : {}) });
      const browser = new Browser();
      await browser.open(`${app.url}/me`);
      expect(await controlOf(browser, `${app.url}/send`)).toBe('max-age=5');
    }
  });

  it('still has its session cookie and its length', async () => {
    const routes = (app: Express) =>
      void app.get('/change', (req, res) => {
        Object.assign(req.session, { visits: 1 });
        res.send('<p>changed');
      });
    const app = await startApp({ make, routes });
    const browser = new Browser();
    await browser.open(`${app.url}/me`);
    const { headers, status } = await browser.get(`${app.url}/change`);
    expect([status, headers.get('cache-control'), headers.get('content-length')]).toEqual([200, HTML, '10']);
    expect(headers.get('set-cookie')).toContain('sid=');
  });
});
