import { expect, it } from '@jest/globals';
import { requireUser } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { useApps } from '../support/use-app.js';
import { WatchedRecords } from '../unit/watched-records.js';

const provider = useNewHostileProvider();
const startApp = useApps(() => ({ client: provider().client }));

/** Claims with the names of inherited members, which only JSON can give to an object as its own. */
const ODD = `{
  "__proto__": { "isAdmin": true, "email_verified": true, "__proto__": { "deeper": true } },
  "constructor": { "prototype": { "isAdmin": true } },
  "prototype": "p",
  "toString": "t",
  "valueOf": 1,
  "hasOwnProperty": "h",
  "toJSON": "j",
  "then": "n",
  "length": 7
}`;

const names = Object.keys(JSON.parse(ODD) as object);

it.each(['the user info', 'the ID token'])(
  'claims of %s that are named like inherited members stay own',
  async (source) => {
    const records = new WatchedRecords(Date.now);
    const odd = (claims: Record<string, unknown>) => Object.assign(parse(ODD), claims);
    provider().misbehave(source === 'the user info' ? { userinfo: odd } : { idToken: odd });
    const seen: unknown[] = [];
    const { url, auth } = await startApp({
      options: {
        records,
        secret: 'a secret that is long enough for a test',
        getAuth: (info) => {
          look(info);
          return true;
        },
      },
      routes: (server, { require }) => {
        server.get('/look', (req, res) => {
          look(requireUser(req).info);
          res.send('looked');
        });
        for (const [path, claims] of [
          ['/proto', JSON.parse('{"__proto__":"[object Object]"}')],
          ['/constructor', { constructor: 'Object' }],
          ['/inherited', { isAdmin: true }],
          ['/locale', { toLocaleString: 'x' }],
          ['/own', { toString: 't' }],
        ] as const)
          server.get(path, require({ claims }), (_req, res) => void res.send('let in'));
      },
    });
    function look(info: Record<string, unknown>): void {
      seen.push(
        [info, info['raw'] as Record<string, unknown>].map((each) => ({
          own: names.map((name) => Object.hasOwn(each, name)),
          prototype: Object.getPrototypeOf(each) === Object.getPrototypeOf({}),
          inherited: ['isAdmin', 'deeper'].filter((name) => name in each),
          value: JSON.stringify(Object.getOwnPropertyDescriptor(each, '__proto__')?.value),
        })),
      );
    }
    const browser = new Browser();
    await browser.open(`${url}/me`);
    expect((await browser.get(`${url}/look`)).text).toBe('looked');
    const kept = {
      own: names.map(() => true),
      prototype: true,
      inherited: [],
      value: '{"isAdmin":true,"email_verified":true,"__proto__":{"deeper":true}}',
    };
    expect(seen).toEqual([
      [kept, kept],
      [kept, kept],
    ]);
    const answers = await Promise.all(
      ['/proto', '/constructor', '/inherited', '/locale', '/own'].map(
        async (path) => (await browser.get(url + path)).status,
      ),
    );
    expect(answers).toEqual([403, 403, 403, 403, 200]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(await auth.sessions.list('oidc:alice')).toHaveLength(1);
  },
);

function parse(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

it('no inherited member is a connection', async () => {
  const connections: unknown[] = [];
  const { url } = await startApp({
    routes: (server) =>
      server.get('/look', (req, res) => {
        for (const name of ['constructor', '__proto__', 'toString'])
          connections.push(requireUser(req).connections[name]);
        res.send('looked');
      }),
  });
  const browser = new Browser();
  await browser.open(`${url}/me`);
  await browser.get(`${url}/look`);
  expect(connections).toEqual([undefined, undefined, undefined]);
});
