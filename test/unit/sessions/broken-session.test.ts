import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc, requireUser } from '../../../src/index.js';
import { handleOf } from '../../../src/records/session-handle.js';
import { sessionKey } from '../../../src/records/record-keys.js';
import { serve } from '../../support/serve.js';
import { sessionOf } from '../../support/session-of.js';
import { useEndAfterTest } from '../../support/use.js';
import { manualClock } from '../manual-clock.js';
import { WatchedRecords } from '../watched-records.js';
import { sessionApp } from './session-app.js';

const endAfterTest = useEndAfterTest();

const COOKIE = { originalMaxAge: 1_000_000, expires: '2100-01-01T00:00:00.000Z', httpOnly: true, path: '/' };

/** Broken records: cut off, or written by another version or another program. */
const BROKEN: [what: string, value: string][] = [
  ['nothing', ''],
  ['no JSON', 'garbage'],
  ['JSON that was cut off', '{"cookie":{"path":"/"},"no'],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"text"'],
  ['a list', '[]'],
  ['an object without a cookie', '{"note":"hello"}'],
  ['a cookie that is no object', '{"cookie":5,"note":"hello"}'],
  ['a cookie that is null', '{"cookie":null,"note":"hello"}'],
  ['a sealed value', 'A'.repeat(200)],
];

/** Sessions with an invalid sign-in. */
const NOT_SIGNED_IN: [what: string, value: object][] = [
  ['null', { signIn: null, auth: 'x:1' }],
  ['a text', { signIn: 'x:1', auth: 'x:1' }],
  ['without an ident', { signIn: { signedInAt: 1e15 } }],
  ['without an ident where auth is null', { signIn: { signedInAt: 1e15, ident: null }, auth: null }],
  ['without a time', { signIn: { ident: 'x:1' }, auth: 'x:1' }],
  ['with a time that is a text', { signIn: { ident: 'x:1', signedInAt: 'now' }, auth: 'x:1' }],
  ['with a time that is null', { signIn: { ident: 'x:1', signedInAt: null }, auth: 'x:1' }],
  ['of somebody else', { signIn: { ident: 'x:1', signedInAt: 1e15 }, auth: 'x:2' }],
];

describe('a record that is no session', () => {
  it.each(BROKEN)('signs nobody in, and is not an error at every visit: %s', async (_what, value) => {
    const app = endAfterTest(await sessionApp());
    const { cookie } = await app.ask('/note/hello');
    await app.records.set(app.keyOf(cookie), value, 100);
    const visit = await app.ask('/note', cookie);
    expect(visit).toMatchObject({ status: 200, text: 'none' });
    const next = await app.ask('/note/again', visit.cookie);
    expect(next).toMatchObject({ status: 200 });
    expect(await app.ask('/note', next.cookie)).toMatchObject({ status: 200, text: 'again' });
  });

  it('a store that does not answer is an error, and the session is there again afterwards', async () => {
    const app = endAfterTest(await sessionApp());
    const { cookie } = await app.ask('/note/hello');
    const { get } = app.records;
    app.records.get = () => Promise.reject(new Error('down'));
    const visit = await app.ask('/note', cookie);
    expect(visit).toMatchObject({ status: 500, cookie });
    app.records.get = get;
    expect(await app.ask('/note', cookie)).toMatchObject({ status: 200, text: 'hello' });
  });
});

describe('behind oauth()', () => {
  async function behind(): Promise<{
    get: (path: string, cookie?: string) => Promise<Response>;
    records: WatchedRecords;
  }> {
    const records = new WatchedRecords(manualClock(Date.now()));
    const app = express();
    oauth(app, oidc({ issuer: 'http://localhost:9', clientId: 'app' }), {
      records,
      secret: 'x'.repeat(32),
      skip: ['/'],
    });
    app.get('/', (req, res) => {
      Object.assign(req.session, { note: 'hello' });
      res.send(sessionOf(req).auth ?? 'nobody');
    });
    app.get('/me', (req, res) => void res.send(requireUser(req).ident));
    const served = endAfterTest(await serve(app));
    return {
      records,
      get: (path, cookie) =>
        fetch(`http://127.0.0.1:${served.port}${path}`, {
          redirect: 'manual',
          headers: { 'sec-fetch-mode': 'navigate', ...(cookie === undefined ? {} : { cookie }) },
        }),
    };
  }

  async function visitor(get: (path: string) => Promise<Response>): Promise<{ cookie: string; key: string }> {
    const cookie =
      (await get('/')).headers
        .getSetCookie()
        .find((line) => line.startsWith('sid='))
        ?.split(';')[0] ?? '';
    return {
      cookie,
      key: sessionKey('oauth:', handleOf(decodeURIComponent(cookie).slice('sid=s:'.length).split('.')[0] ?? '')),
    };
  }

  it.each(BROKEN)('a record that is no session locks nobody out: %s', async (_what, value) => {
    const { get, records } = await behind();
    const { cookie, key } = await visitor(get);
    await records.set(key, value, 100);
    expect((await get('/', cookie)).status).toBe(200);
    await records.set(key, value, 100);
    await records.set(key, value, 100);
    expect([303, 401]).toContain((await get('/me', cookie)).status);
  });

  it.each(NOT_SIGNED_IN)('an invalid sign-in lets nobody in: %s', async (_what, data) => {
    const { get, records } = await behind();
    const { cookie, key } = await visitor(get);
    await records.set(key, JSON.stringify({ cookie: COOKIE, ...data }), 100);
    expect([303, 401]).toContain((await get('/me', cookie)).status);
    expect((await get('/', cookie)).status).toBe(200);
  });

  it('a store that does not answer is 503, and signs nobody out', async () => {
    const { get, records } = await behind();
    const { cookie } = await visitor(get);
    const { get: read } = records;
    records.get = () => Promise.reject(new Error('down'));
    const down = await get('/me', cookie);
    expect(down.status).toBe(503);
    expect(down.headers.getSetCookie()).toEqual([]);
    records.get = read;
    expect((await get('/', cookie)).status).toBe(200);
  });
});
