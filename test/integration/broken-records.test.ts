import { expect, it } from '@jest/globals';
import { Sealer } from '../../src/shared/sealer.js';
import { Browser } from '../support/browser.js';
import { checkBrokenSessions } from '../support/broken-records.js';
import { answerToken } from '../support/answer-token.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { WatchedRecords } from '../unit/watched-records.js';

const SECRET = 'a secret that is long enough for a test';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

async function start() {
  const records = new WatchedRecords(Date.now);
  const app = await startApp({
    options: { records, secret: SECRET },
    routes: (server) => server.get('/token', answerToken),
  });
  const browser = new Browser();
  await browser.signInAt(`${app.url}/me`, 'bob');
  const keyOf = (kind: string) => records.written().find((key) => key.includes(`:${kind}:`)) ?? '';
  return { ...app, records, browser, keyOf };
}

it('no broken record of a session is an error: at worst nobody is signed in', async () => {
  const { url, records, browser, keyOf } = await start();
  const stored = {
    get: (key: string) => records.get(key),
    set: (key: string, value: string) => records.set(key, value, 1000),
  };
  const { anonymous, signedIn } = await checkBrokenSessions(url, { key: keyOf('sess'), records: stored, browser });
  for (const path of [
    'cookie',
    'cookie.expires',
    'cookie.originalMaxAge',
    'auth',
    'signIn',
    'signIn.info',
    'signIn.scope',
  ])
    expect(anonymous).toContain(path);
  // Claims may be anything.
  expect(signedIn).toContain('signIn.info.raw.name');
}, 60_000);

const VALUES: [what: string, value: unknown][] = [
  ['null', null],
  ['a text', 'x'],
  ['a list', []],
  ['an empty object', {}],
  ['members of other types', { ident: 5, registration: [], tokens: 'x', instance: null, client: 1, startedAt: 'x' }],
];

it.each(VALUES)('tokens whose record opens to %s are none', async (_what, value) => {
  const { url, records, browser, keyOf } = await start();
  const key = keyOf('tok');
  await records.set(key, new Sealer([SECRET]).seal(value, key), 1000);
  expect((await browser.get(`${url}/token`)).text).toBe('ERR_OAUTH_NOT_SIGNED_IN');
  expect((await browser.get(`${url}/me`)).status).toBe(200);
  await browser.get(`${url}/logout`, { from: browser.page });
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});

it.each(VALUES)('a pending login whose record opens to %s starts again', async (_what, value) => {
  const { url, records } = await start();
  const browser = new Browser();
  const before = new Set(records.written());
  const chooser = await browser.open(`${url}/me`);
  const [key = ''] = records.written().filter((each) => each.includes(':tx:') && !before.has(each));
  await records.set(key, new Sealer([SECRET]).seal(value, key), 1000);
  const page = await browser.follow(await browser.clickUser(chooser, 'bob'));
  expect(page.status).toBe(200);
});

it.each<[what: string, value: (key: string, field: string) => unknown]>([
  ['is no sealed text', () => 'garbage'],
  ['is no text', () => 5],
  ...VALUES.map(([what, value]): [string, (key: string, field: string) => string] => [
    `opens to ${what}`,
    (key, field) => new Sealer([SECRET]).seal(value, `${key} ${field}`),
  ]),
])('an entry of a list that %s does not stop the others from being found and ended', async (_what, valueOf) => {
  const { url, auth, records, browser, keyOf } = await start();
  const key = keyOf('ident');
  const good = JSON.parse((await records.get(key)) ?? '{}') as object;
  await records.set(key, JSON.stringify({ ...good, other: valueOf(key, 'other') }), 1000);
  expect(await auth.sessions.list('oidc:bob')).toHaveLength(1);
  await auth.sessions.endAll('oidc:bob');
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});

it.each(['garbage', '5', 'null', '[]', '{"provider all x":"y","app":"","":"","app a b c":"never"}'])(
  'a list, recent logouts or endings that are %s count as none',
  async (value) => {
    const { url, auth, records } = await start();
    for (const key of records.written().filter((each) => /:(?:ident|sid|out|gone):/.test(each)))
      await records.set(key, value, 1000);
    const original = records.fields.bind(records);
    records.fields = async (key) => (key.includes(':out:') ? (JSON.parse(safely(value)) as never) : original(key));
    expect(await auth.sessions.list('oidc:bob')).toEqual([]);
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect(page.status).toBe(200);
  },
);

function safely(json: string): string {
  return json === 'garbage' ? '{}' : json;
}
