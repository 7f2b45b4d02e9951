import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express, Request, Response, Router } from 'express';
import * as fc from 'fast-check';
import { skipper } from '../../../../src/http/guard/skip.js';
import type { SkipRule } from '../../../../src/http/guard/skip.js';
import { RawConnection } from '../../../support/raw-connection.js';
import { serve } from '../../../support/serve.js';
import { appWith, ROUTING_SETTINGS } from './skip-settings.js';
import type { RoutingSetting } from './skip-settings.js';

const CASES = 100_000;

const RULES: readonly SkipRule[] = [
  '/',
  '/open',
  '/public/*',
  '/users/*/avatar',
  /\/docs\/.+/,
  /\/a|\/b/,
  /\/i\/[a-z]+/i,
];
/** The same for an app below `/area`. */
const RULES_BELOW: readonly SkipRule[] = [
  '/area',
  '/area/',
  '/area/open',
  '/area/public/*',
  '/area/users/*/avatar',
  /\/area\/docs\/.+/,
  /\/area(?:\/a|\/b)/,
  /\/area\/i\/[a-z]+/i,
];
const PUBLIC = [
  '/',
  '/open',
  '/public/:x',
  '/public/:x/:y',
  '/users/:id/avatar',
  '/docs/:page',
  '/a',
  '/b',
  '/i/:word',
];
const GUARDED = [
  '/secret',
  '/publicsecret',
  '/docs',
  '/users/:id',
  '/users/:id/mail',
  '/a/secret',
  '/b/:x',
  '/x/a',
  '/openly',
  '/open/:inner',
  '/secret/public/:x',
  '/secret/a',
];

const ROOTS = ['', '', '', '/public', '/docs', '/users', '/open', '/i', '/x', '/api'];
const SEGMENTS = [
  'public',
  'secret',
  'open',
  'docs',
  'users',
  '1',
  'avatar',
  'mail',
  'a',
  'b',
  'i',
  'api',
  'a.txt',
  'secret.txt',
];
const DOTS = ['.', '..', '..', '%2e%2e', '.%2E', '%2e.', '...'];
const SEPARATORS = ['//', '\\', '%2f', '%2F', '%5c', '%5C', '%252f', '/./', '/../', ';/', '?', '#'];
const ODDITIES = [
  'ly',
  '%00',
  '%23',
  '%3f',
  '%',
  '%25',
  ';',
  '*',
  ':id',
  '+',
  '%20',
  '~',
  '|',
  '"',
  '&',
  '=',
  '?',
  '#',
  '//',
  '/.',
  '/..',
];

let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'skip-'));
  for (const folder of ['public', 'secret', 'x']) {
    await mkdir(join(files, folder));
    await writeFile(join(files, folder, 'a.txt'), 'text');
  }
  await writeFile(join(files, 'secret.txt'), 'text');
});

afterAll(() => rm(files, { recursive: true }));

/** A router, its path, and its public rules. */
interface Place {
  setting: RoutingSetting;
  name: string;
  prefix: string;
  rules: readonly SkipRule[];
}

const PLACES: readonly Place[] = ROUTING_SETTINGS.flatMap((setting) => [
  { setting, name: setting.name, prefix: '', rules: RULES },
  { setting, name: `${setting.name}, below a path`, prefix: '/area', rules: RULES_BELOW },
]);

type Mark = (handler: string) => (req: Request, res: Response) => void;

/** A handler that answers its name, and whether the request was taken for public. */
const mark: Mark = (handler) => (_req, res) => void said(res, handler).end();

function said(res: Response, handler: string): Response {
  return res.set({ 'x-handler': handler, 'x-public': String(res.locals['isPublic']) });
}

/** Adds the handlers to a router, behind a middleware that decides what is public but lets every request through. */
function mount(router: Router, { setting, prefix }: Place): void {
  for (const path of PUBLIC) router.all(prefix + path, mark(`public ${path}`));
  for (const path of GUARDED) router.all(prefix + path, mark(`guarded ${path}`));
  if (setting.caseSensitive)
    for (const path of ['/PUBLIC/:x', '/OPEN', '/Secret', '/A']) router.all(prefix + path, mark(`guarded ${path}`));
  if (setting.strict) router.all(`${prefix}/open/`, mark('guarded /open/'));
  const below = setting.make.Router({ caseSensitive: setting.caseSensitive, strict: setting.strict });
  for (const path of ['/secret', '/public/:x', '/open', '/']) below.all(path, mark(`guarded /api${path}`));
  router.use(`${prefix}/api`, below);
}

/** An app that decides what is public but lets every request through, to show which handler it reaches. */
function appAt(place: Place): Express {
  const { setting, prefix, rules } = place;
  const app = appWith(setting);
  const isPublic = skipper(rules);
  app.use(prefix || '/', (req, res, next) => {
    res.locals['isPublic'] = isPublic(req);
    next();
  });
  mount(app, place);
  const setHeaders = (res: unknown, path: string): void => {
    const file = relative(files, path);
    said(res as Response, `${file.startsWith('public/') ? 'public' : 'guarded'} file ${file}`);
  };
  app.use(prefix || '/', setting.make.static(files, { setHeaders, dotfiles: 'allow' }));
  app.use((_req, res) => void res.status(404).end());
  app.use((_error: unknown, _req: Request, res: Response, _next: () => void) => void res.status(400).end());
  return app;
}

/** A text, sometimes with one character in another spelling. */
function spelled(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...words);
  const otherwise = fc.constantFrom(encoded, (text: string) => encoded(text).toUpperCase(), swappedCase);
  const misspelled = fc.tuple(word, fc.nat(5), otherwise).map(([text, at, other]) => {
    return text.slice(0, at) + other(text.slice(at, at + 1)) + text.slice(at + 1);
  });
  return fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: misspelled });
}

function encoded(text: string): string {
  return text && `%${text.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function swappedCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

// A line break would end the target.
const byte = fc.nat(255).map((code) => String.fromCodePoint(code).replace(/[\r\n]/, ''));
const oddity = fc.oneof(fc.constantFrom(...ODDITIES), byte, byte.map(encoded));

/** A path that resembles an existing one. */
const path = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.oneof({ weight: 9, arbitrary: fc.constant('/') }, { weight: 1, arbitrary: fc.constantFrom(...SEPARATORS) }),
        fc.oneof({ weight: 4, arbitrary: spelled(SEGMENTS) }, { weight: 1, arbitrary: fc.constantFrom(...DOTS) }),
      ),
      { maxLength: 6 },
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('/') }, oddity),
  )
  .map(([segments, end]) => segments.flat().join('') + end);

/** Any text. */
const rubble = fc
  .array(fc.oneof(spelled(SEGMENTS), fc.constantFrom(...SEPARATORS), oddity), { maxLength: 7 })
  .map((pieces) => `/${pieces.join('')}`);

function targetBelow(prefix: string): fc.Arbitrary<string> {
  const start = fc.oneof(
    { weight: 17, arbitrary: fc.constantFrom(...ROOTS.map((root) => prefix + root)) },
    { weight: 1, arbitrary: fc.constantFrom(...ROOTS, '/', 'http://x', 'http://app.test/public') },
  );
  const rest = fc.oneof({ weight: 2, arbitrary: path }, { weight: 1, arbitrary: rubble });
  return fc.tuple(start, rest).map((parts) => parts.join('') || '/');
}

describe(`invariant 7: of ${CASES.toLocaleString('en')} request targets none opens a guarded handler or file as public`, () => {
  it.each(PLACES)(
    'in $name',
    async (place) => {
      const { port, close } = await serve(appAt(place));
      const connection = new RawConnection(port);
      const reached = { publicly: 0, guarded: 0 };
      const property = fc.asyncProperty(targetBelow(place.prefix), async (target) => {
        const answer = await connection.ask(`GET ${target} HTTP/1.1\r\nHost: app.test\r\n\r\n`);
        const [handler = ''] = answer.header('x-handler');
        const isPublic = answer.header('x-public').includes('true');
        const isGuarded = handler.startsWith('guarded');
        if (isGuarded && isPublic) throw new Error(`${target} -> ${handler}`);
        if (isGuarded) reached.guarded += 1;
        else if (isPublic) reached.publicly += 1;
      });
      try {
        await fc.assert(property, { numRuns: CASES / PLACES.length });
      } finally {
        connection.close();
        await close();
      }
      // Proof that the test reaches handlers.
      expect(reached.publicly).toBeGreaterThan(200);
      expect(reached.guarded).toBeGreaterThan(50);
    },
    60_000,
  );
});
