import { describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { cpuTimeOf } from '../support/cpu-time.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

/** The values of the session itself, and of its sign-in. */
const OWN_VALUES = 100;
const MAX_VALUES = 20_000;
const some = <Entry>(count: number, entry: (index: number) => Entry) =>
  Array.from({ length: count }, (_, at) => entry(at));

/** As much as a session takes. */
const LARGE: [what: string, data: unknown][] = [
  ['a text of 980,000 characters', 'x'.repeat(980_000)],
  ['a text of commas and brackets', '[,{"'.repeat(196_000)],
  ['numbers', some(MAX_VALUES - OWN_VALUES, () => 0)],
  ['empty objects', some((MAX_VALUES - OWN_VALUES) / 2, () => ({}))],
  ['members', Object.fromEntries(some(MAX_VALUES - OWN_VALUES, (at) => [`member ${at}`, at]))],
  ['long texts', some(MAX_VALUES - OWN_VALUES, () => 'x'.repeat(40))],
];

/** More than that. */
const TOO_LARGE: [what: string, data: unknown][] = [
  ['a text of 1,000,000 characters', 'x'.repeat(1_000_000)],
  ['20,000 numbers', some(MAX_VALUES, () => 0)],
  ['20,000 empty lists', some(MAX_VALUES, () => [])],
  ['20,000 members', Object.fromEntries(some(MAX_VALUES, (at) => [String(at), 0]))],
  ['300 levels', JSON.parse('['.repeat(300) + ']'.repeat(300))],
];

async function start(data: unknown) {
  const { url } = await startApp({
    options: { getAuth: (_info, _ident, session) => Boolean(Object.assign(session, { data })), skip: ['/'] },
    routes: (server) => {
      server.get('/read', (_req, res) => void res.send('read'));
      server.get('/change', (req, res) => {
        Object.assign(req.session, { changed: Math.random() });
        res.send('changed');
      });
    },
  });
  const browser = new Browser();
  return { url, browser, page: await browser.signInAt(`${url}/read`, 'bob') };
}

describe('invariant 11: a session', () => {
  it.each(LARGE)('blocks no request for more than 50 ms, as large as it may be: %s', async (_what, data) => {
    const { url, browser, page } = await start(data);
    expect(page.text).toBe('read');
    for (const path of ['/read', '/change']) {
      const ms = await cpuTimeOf(async () => void (await browser.get(url + path)));
      expect(ms).toBeLessThan(50);
    }
    expect((await browser.get(`${url}/change`)).text).toBe('changed');
  });

  it.each(TOO_LARGE)('that is larger is not written, and the error page says why: %s', async (_what, data) => {
    const { page } = await start(data);
    expect(page.status).toBe(500);
    expect(page.text).toMatch(/ERR_OAUTH_SESSION_STORE[\s\S]*20,000 values/);
  });
});
