import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express, Request, Response } from 'express';
import * as fc from 'fast-check';
import { skipper } from '../../../../src/http/guard/skip.js';
import type { SkipRule } from '../../../../src/http/guard/skip.js';
import { RawConnection } from '../../../support/raw-connection.js';
import { sendRaw } from '../../../support/raw-requests.js';
import { serve } from '../../../support/serve.js';
import { closeAll, judge, served } from './skip-judge.js';
import { appWith, ROUTING_SETTINGS } from './skip-settings.js';
import type { RoutingSetting } from './skip-settings.js';

afterAll(closeAll);

const ordinary = ROUTING_SETTINGS[0] as RoutingSetting;
const byCase = ROUTING_SETTINGS.find(({ caseSensitive }) => caseSensitive) as RoutingSetting;

/** Express 5 and 4. */
const VERSIONS = ROUTING_SETTINGS.filter(({ caseSensitive, strict }) => !caseSensitive && !strict);

const EVERYTHING_BUT_ADMIN = /\/(?!admin)[^/]*/;

describe('a regular expression that says what is not public', () => {
  it.each(['/ADMIN', '/Admin', '/aDMIN/', '/ADMIN?x', '/%41DMIN', '/admin%21', '/admin', '/admin/'])(
    '%s is guarded where Express ignores the case',
    async (target) => {
      expect(await (await judge([EVERYTHING_BUT_ADMIN], ordinary))(target)).toBe('guarded');
    },
  );

  it('holds as it is written where the app routes by case', async () => {
    const says = await judge([EVERYTHING_BUT_ADMIN], byCase);
    expect(await says('/ADMIN')).toBe('public');
    expect(await says('/admin')).toBe('guarded');
  });

  it.each<[rule: RegExp, target: string]>([
    [/\/(?!a!b).*/, '/a%21b'],
    [/\/(?!a@b).*/, '/a%40B'],
    [/\/(?!a b).*/, '/a%20b'],
    [/\/(?!a%20b).*/, '/A%20B'],
    [/\/(?!a"b).*/, '/a"b'],
    [/\/(?!a%22b).*/, '/a"b'],
    [/\/(?!a%22b).*/, '/a%22b'],
    [/\/(?!100%)\w.*/, '/100%25'],
    [/\/(?!100%25)\w.*/, '/100%'],
    [/\/(?!admin).*/, '/%2561dmin'],
    [/\/(?!admin).*/, '/%2541dmin'],
    [/\/(?!a!b).*/, '/a%2521b'],
    [/\/(?!caf\u00E9).*/, '/caf%C3%A9'],
    [/\/(?!caf\u00E9).*/, '/CAF%c3%89'],
    // The letters of a file name that is composed in another way, and letters that a file system folds.
    [/\/(?!caf\u00E9).*/, '/cafe%CC%81'],
    [/\/(?!secret).*/, '/%C5%BFecret'],
    [/\/(?!desk).*/, '/des%E2%84%AA'],
    [/\/(?!admin).*/, '/%EF%BD%81dmin'],
    [/\/(?!a\/b).*/, '/a%EF%BC%8Fb'],
    // Bytes that are no text.
    [/\/.*/, '/admin%zz'],
    [/\/.*/, '/%c1%a1dmin'],
    [/\/.*/, '/%ff'],
    [/\/.*/, '/%'],
    [/\/(?!admin$).*/u, '/ADMIN'],
    [/\/(?!admin$).*/s, '/ADMIN'],
    [/\/(?!admin\n).*/, '/admin%0a'],
  ])('%s does not make %s public', async (rule, target) => {
    expect(await (await judge([rule], ordinary))(target)).not.toBe('public');
  });

  it.each<[rule: RegExp, target: string]>([
    [/\/(?!admin).*/, '/caf%C3%A9'],
    [/\/(?!admin).*/, '/a%20b'],
    [/\/(?!admin).*/, '/a%40b'],
    [/\/(?!admin).*/, '/100%25'],
    [/\/docs\/.+/, '/docs/a%2Cb'],
    [/\/[A-Z]+/, '/ABC'],
    [/\/i\/[a-z]+/i, '/I/abc'],
  ])('%s makes %s public', async (rule, target) => {
    expect(await (await judge([rule], ordinary))(target)).toBe('public');
  });

  it('ignores the case where a router does, although its app does not, and the other way round', async () => {
    for (const [router, inApp] of [
      [false, byCase],
      [true, ordinary],
    ] as const) {
      const app = appWith(inApp);
      const isPublic = skipper([EVERYTHING_BUT_ADMIN], { caseSensitive: router, strict: false });
      app.use((req, res) => void res.send(isPublic(req) ? '[public]' : '[guarded]'));
      const { port } = await served(app);
      expect(await sendRaw(port, '/ADMIN')).toContain('[guarded]');
    }
  });

  it.each(VERSIONS)(
    'ignores the case where a router of $name does, below an app that routes by case',
    async ({ make }) => {
      const app = appWith({ ...byCase, make });
      const isPublic = skipper([/\/api\/(?!admin)[^/]*/]);
      app.use((req, res, next) => (isPublic(req) ? next() : void res.send('[guarded]')));
      const [outer, inner] = [make.Router({ caseSensitive: true }), make.Router()];
      app.use(
        outer.use(
          '/api',
          inner.get('/admin', (_req, res) => void res.send('[secret]')),
        ),
      );
      const { port } = await served(app);
      expect(await sendRaw(port, '/api/ADMIN')).toContain('[guarded]');
    },
  );

  it.each(VERSIONS)('ignores the case where an app of $name below does, or may do so', async ({ make }) => {
    const [app, below] = [appWith({ ...byCase, make }), make()];
    const isPublic = skipper([/\/api\/(?!admin)[^/]*/]);
    below.get('/admin', (_req, res) => void res.send('[secret]'));
    app.use((req, res, next) => (isPublic(req) ? next() : void res.send('[guarded]')));
    app.use('/api', below);
    const { port } = await served(app);
    expect(await sendRaw(port, '/api/ADMIN')).toContain('[guarded]');
  });

  it.each(VERSIONS)('ignores the case where the setting of $name came after the first handler', async ({ make }) => {
    const app = make();
    const isPublic = skipper([EVERYTHING_BUT_ADMIN]);
    app.use((req, res, next) => (isPublic(req) ? next() : void res.send('[guarded]')));
    app.enable('case sensitive routing').enable('strict routing');
    app.get('/admin', (_req, res) => void res.send('[secret]'));
    const { port } = await served(app);
    expect(await sendRaw(port, '/ADMIN')).toContain('[guarded]');
  });

  it.each(VERSIONS)('ignores a slash at the end where a router of $name does, below a strict app', async ({ make }) => {
    const app = appWith({ ...byCase, make, strict: true });
    const isPublic = skipper([/\/api\/(?!admin$).*/]);
    app.use((req, res, next) => (isPublic(req) ? next() : void res.send('[guarded]')));
    const router = make.Router({ caseSensitive: true });
    app.use(
      '/api',
      router.get('/admin', (_req, res) => void res.send('[secret]')),
    );
    const { port } = await served(app);
    expect(await sendRaw(port, '/api/admin/')).toContain('[guarded]');
  });

  it('ignores the case where the app that it is mounted in does', async () => {
    const [parent, app] = [appWith(ordinary), appWith(byCase)];
    const isPublic = skipper([/(?!\/area\/).*/]);
    app.use((req, res) => void res.send(isPublic(req) ? '[public]' : '[guarded]'));
    parent.use('/area', app);
    app.set('case sensitive routing', true);
    const { port } = await served(parent);
    expect(await sendRaw(port, '/AREA/x')).toContain('[guarded]');
  });
});

it('a function is not called for a path that has another spelling, such as an encoded character that browsers do not encode', async () => {
  const says = await judge([(req: Request) => req.path !== '/a!b'], ordinary);
  for (const target of ['/a%21b', '/a!b', '/x%40y', '/a"b', '/a<b', '/x%zz'])
    expect([target, await says(target)]).toEqual([target, 'guarded']);
  for (const target of ['/x', '/a%20b', '/caf%C3%A9', '/caf%c3%a9', '/a%22b', '/100%25', '/x@y,z;(1)'])
    expect([target, await says(target)]).toEqual([target, 'public']);
});

const CASES = 24_000;

/** The words that are guarded, each by its own rule; a word is a route and a file. */
const SECRETS = [
  'admin',
  'a!b',
  'x y',
  'caf\u00E9',
  'a@b',
  '(1)',
  'a+b',
  "it's",
  'a,b;c',
  'a=b&c',
  'a$b',
  'a"b',
  '100%',
];

/** Everything is public but what begins with a secret word. */
const RULES: readonly SkipRule[] = [
  new RegExp(String.raw`\/(?!${SECRETS.map((word) => word.replace(/[$()+]/g, String.raw`\$&`)).join('|')})[^/]*`),
  /\/open\/(?!admin$)[a-z]+/,
  '/files/*',
  (req: Request) => req.path === '/by-function',
];

let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'skip-regexp-'));
  await mkdir(join(files, 'files'));
  for (const word of [...SECRETS, 'plain', 'files/a']) await writeFile(join(files, word), 'text');
});

afterAll(() => rm(files, { recursive: true }));

/** An app with a route and a file for each word. It decides what is public, but lets every request through. */
function appAt(setting: RoutingSetting): Express {
  const app = appWith(setting);
  const isPublic = skipper(RULES);
  app.use((req, res, next) => {
    res.set('x-public', String(isPublic(req)));
    next();
  });
  const guarded = (res: Response, what: string) => void res.set('x-guarded', encodeURIComponent(what));
  for (const path of ['/admin', '/admin/:x', '/open/admin', '/other/deep'])
    app.all(path, (_req, res) => {
      guarded(res, path);
      res.end();
    });
  const setHeaders = (res: unknown, path: string): void => {
    const file = relative(files, path);
    if (SECRETS.includes(file)) guarded(res as Response, file);
  };
  app.use(setting.make.static(files, { setHeaders }));
  app.use((_req, res) => void res.end());
  app.use((_error: unknown, _req: Request, res: Response, _next: () => void) => void res.status(400).end());
  return app;
}

const spellings: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => character,
  encodeURI,
  encodeURIComponent,
  (character) => character.toUpperCase(),
  (character) => encodeURI(character.toUpperCase()),
  (character) => Buffer.from(character).toString('hex').replace(/../g, '%$&'),
  (character) => Buffer.from(character).toString('hex').replace(/../g, '%25$&'),
  (character) => Buffer.from(character.toUpperCase()).toString('hex').toUpperCase().replace(/../g, '%$&'),
];

const word = fc.constantFrom(...SECRETS, 'open/admin', 'other/deep', 'plain', 'files/a', 'by-function', 'admin/x');
const target = fc
  .tuple(word, fc.array(fc.constantFrom(...spellings), { minLength: 1, maxLength: 12 }))
  .chain(([text, ways]) =>
    fc.constantFrom('', '/', '?', '/?x=1', '%20', ';', '%2f', '.').map((end) => {
      const spelled = [...text].map((character, at) => {
        // A space cannot be sent.
        const sent = (ways[at % ways.length] as (character: string) => string)(character);
        return sent === ' ' ? '%20' : sent;
      });
      return `/${spelled.join('')}${end}`;
    }),
  );

describe(`invariant 7: in ${CASES.toLocaleString('en')} spellings of guarded paths no rule makes one public that Express or a file server serves`, () => {
  it.each(ROUTING_SETTINGS)(
    'in $name',
    async (setting) => {
      const { port, close } = await serve(appAt(setting));
      const connection = new RawConnection(port);
      const reached = { publicly: 0, guarded: 0 };
      const property = fc.asyncProperty(target, async (asked) => {
        // Latin1, as Node reads a request target: the bytes of UTF-8.
        const path = Buffer.from(asked, 'utf8').toString('latin1');
        const answer = await connection.ask(`GET ${path} HTTP/1.1\r\nHost: app.test\r\n\r\n`);
        const isPublic = answer.header('x-public').includes('true');
        const [secret] = answer.header('x-guarded');
        if (secret !== undefined && isPublic) throw new Error(`${asked} -> ${secret}`);
        if (secret !== undefined) reached.guarded += 1;
        else if (isPublic) reached.publicly += 1;
      });
      try {
        await fc.assert(property, { numRuns: CASES / ROUTING_SETTINGS.length });
      } finally {
        connection.close();
        await close();
      }
      // Proof that the test reaches both, by far fewer than it does on average.
      expect(reached.publicly).toBeGreaterThan(20);
      expect(reached.guarded).toBeGreaterThan(20);
    },
    60_000,
  );
});
