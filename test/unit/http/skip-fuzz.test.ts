import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Request, Response, Router } from 'express';
import { skipper } from '../../../src/http/skip.js';
import type { SkipRule } from '../../../src/http/skip.js';
import { serve } from '../../support/serve.js';
import { seeded } from '../seeded.js';
import { sendManyRaw } from '../../support/raw-requests.js';
import { appWith, ROUTING_SETTINGS } from './skip-settings.js';
import type { RoutingSetting } from './skip-settings.js';

const PATHS = 5000;
const BATCH = 250;

const RULES: readonly SkipRule[] = [
  '/',
  '/open',
  '/public/*',
  '/users/*/avatar',
  /\/docs\/.+/,
  /\/a|\/b/,
  /\/i\/[a-z]+/i,
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

const PIECES = [
  '/',
  '/',
  '/',
  '/',
  'public',
  'public',
  'PUBLIC',
  'Public',
  'secret',
  'secret',
  'open',
  'OPEN',
  'docs',
  'users',
  '1',
  'avatar',
  'mail',
  'a',
  'b',
  'A',
  'i',
  'api',
  'ly',
  'a.txt',
  'secret.txt',
  '.',
  '..',
  '..',
  '../',
  '/../',
  '%2e',
  '%2E%2e',
  '%2f',
  '%2F',
  '%5c',
  '%5C',
  '\\',
  '#',
  '?',
  '//',
  '%00',
  '%23',
  '%3f',
  '%',
  '%25',
  '%252f',
  ';',
  '*',
  ':id',
  '+',
  '%20',
  '%70',
  '%73',
  '%41',
  '~',
  '|',
  '"',
  '&',
  '=',
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

interface Visit {
  target: string;
  isPublic: boolean;
  handler: string;
}

type Mark = (handler: string) => (req: Request, res: Response) => void;

/** Puts handlers on a router that say which they are, behind one that decides what is public but lets everything through. */
function mount(router: Router, prefix: string, mark: Mark, setting: RoutingSetting): void {
  for (const path of PUBLIC) router.all(prefix + path, mark(`public ${path}`));
  for (const path of GUARDED) router.all(prefix + path, mark(`guarded ${path}`));
  if (setting.caseSensitive)
    for (const path of ['/PUBLIC/:x', '/OPEN', '/Secret', '/A']) router.all(prefix + path, mark(`guarded ${path}`));
  if (setting.strict) router.all(`${prefix}/open/`, mark('guarded /open/'));
  const below = setting.make.Router({ caseSensitive: setting.caseSensitive, strict: setting.strict });
  for (const path of ['/secret', '/public/:x', '/open', '/']) below.all(path, mark(`guarded /api${path}`));
  router.use(`${prefix}/api`, below);
}

async function visits(
  setting: RoutingSetting,
  how: { rules: readonly SkipRule[]; prefix: string; guardAt: string },
  targets: readonly string[],
): Promise<Visit[]> {
  const app = appWith(setting);
  const isPublic = skipper(how.rules);
  const seen: Visit[] = [];
  let batch: readonly string[] = [];
  let answered = 0;
  const mark: Mark = (handler) => (req, res) => {
    answered = Number(req.headers['x-number']) + 1;
    seen.push({ target: batch[answered - 1] ?? '', isPublic: res.locals['isPublic'] === true, handler });
    res.end();
  };
  app.use(how.guardAt, (req, res, next) => {
    res.locals['isPublic'] = isPublic(req);
    next();
  });
  mount(app, how.prefix, mark, setting);
  app.use(how.prefix || '/', (req, res, next) => {
    const setHeaders = (_res: unknown, path: string): void => {
      const file = relative(files, path);
      answered = Number(req.headers['x-number']) + 1;
      seen.push({
        target: batch[answered - 1] ?? '',
        isPublic: res.locals['isPublic'] === true,
        handler: `${file.startsWith('public/') ? 'public' : 'guarded'} file ${file}`,
      });
    };
    setting.make.static(files, { setHeaders, dotfiles: 'allow' })(req, res, next);
  });
  app.use((req, res) => {
    answered = Number(req.headers['x-number']) + 1;
    res.status(404).end();
  });
  app.use((_error: unknown, req: Request, res: Response, _next: () => void) => {
    answered = Number(req.headers['x-number']) + 1;
    res.status(400).end();
  });
  const served = await serve(app);
  try {
    // A target that Node does not read ends its connection: the next one begins behind it.
    for (let start = 0; start < targets.length; start += answered === batch.length ? batch.length : answered + 1) {
      batch = targets.slice(start, start + BATCH);
      answered = 0;
      await sendManyRaw(served.port, batch);
    }
  } finally {
    await served.close();
  }
  return seen;
}

function randomTargets(seed: number, prefix: string): string[] {
  const { below, pick } = seeded(seed);
  const roots = [
    '/',
    '/',
    '/',
    '/public/',
    '/users/',
    '/docs/',
    '/open',
    '/public',
    '//',
    'http://x/',
    'http://app.test/public/',
  ];
  return Array.from({ length: PATHS }, () => {
    const root = pick(roots);
    const start = root.startsWith('/') && below(20) > 0 ? prefix + root : root;
    return start + Array.from({ length: below(7) }, () => pick(PIECES)).join('');
  });
}

function verdict(seen: readonly Visit[]): { bypasses: string[]; publicly: number; guarded: number } {
  const guarded = seen.filter(({ handler }) => handler.startsWith('guarded'));
  const publicly = seen.filter(({ handler, isPublic }) => isPublic && handler.startsWith('public'));
  return {
    bypasses: guarded.filter(({ isPublic }) => isPublic).map(({ target, handler }) => `${target} -> ${handler}`),
    publicly: publicly.length,
    guarded: guarded.length,
  };
}

describe(`invariant 7: of ${PATHS} random paths none opens a guarded handler or file`, () => {
  it.each(ROUTING_SETTINGS)('in $name', async (setting) => {
    const seen = await visits(setting, { rules: RULES, prefix: '', guardAt: '/' }, randomTargets(1, ''));
    const { bypasses, publicly, guarded } = verdict(seen);
    expect(bypasses.slice(0, 20)).toEqual([]);
    // Or else the test would see nothing.
    expect(publicly).toBeGreaterThan(200);
    expect(guarded).toBeGreaterThan(50);
  });

  it.each(ROUTING_SETTINGS)('in $name, below a path', async (setting) => {
    const rules = [
      '/area',
      '/area/',
      '/area/open',
      '/area/public/*',
      '/area/users/*/avatar',
      /\/area\/docs\/.+/,
      /\/area(?:\/a|\/b)/,
      /\/area\/i\/[a-z]+/i,
    ];
    const seen = await visits(setting, { rules, prefix: '/area', guardAt: '/area' }, randomTargets(2, '/area'));
    const { bypasses, publicly, guarded } = verdict(seen);
    expect(bypasses.slice(0, 20)).toEqual([]);
    expect(publicly).toBeGreaterThan(200);
    expect(guarded).toBeGreaterThan(50);
  });
});
