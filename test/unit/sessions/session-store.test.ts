import { describe, expect, it } from '@jest/globals';
import type { SessionData } from 'express-session';
import { EndedSessions } from '../../../src/sessions/ended-sessions.js';
import { SessionStore } from '../../../src/sessions/session-store.js';
import { useEndAfterTest } from '../../support/use.js';
import { manualClock, type ManualClock } from '../manual-clock.js';
import { WatchedRecords } from '../watched-records.js';
import { idIn, read, sessionApp } from './session-app.js';
import type { SessionApp, SessionAppOptions } from './session-app.js';

const endAfterTest = useEndAfterTest();

async function start(options?: SessionAppOptions): Promise<SessionApp> {
  return endAfterTest(await sessionApp(options));
}

function storeOn(records: WatchedRecords, clock: ManualClock): SessionStore {
  const ended = new EndedSessions({ records, prefix: 'app:', clock, seconds: 1000 });
  return new SessionStore({ records, prefix: 'app:', idleSeconds: 100, absoluteSeconds: 1000, clock, ended });
}

describe('a session', () => {
  it('costs an anonymous visitor nothing: no cookie, no command', async () => {
    const { ask, records } = await start();
    expect(await ask('/note')).toMatchObject({ text: 'none', cookie: '' });
    expect(records.calls).toEqual([]);
  });

  it('is stored, and read with one command', async () => {
    const { ask, records } = await start();
    const { cookie } = await ask('/note/hello');
    records.calls.length = 0;
    expect(await ask('/note', cookie)).toMatchObject({ status: 200, text: 'hello' });
    expect(records.calls.map(({ name }) => name)).toEqual(['get']);
  });

  it('has digests as keys: no key and no value contains a session id', async () => {
    const { ask, records, keyOf } = await start();
    let cookie = '';
    for (const path of ['/note/a', '/note', '/sign-in', '/change', '/note/b', '/end', '/note/c'])
      ({ cookie } = await ask(path, cookie));
    expect(records.calls.length).toBeGreaterThan(5);
    for (const { key, value = '' } of records.calls) {
      expect(key).toMatch(/^app:sess:\{[\w-]{43}\}$/);
      expect(key + value).not.toContain(idIn(cookie));
    }
    expect(records.written()).toContain(keyOf(cookie));
  });

  it('is not found for a cookie with another secret, and a new one begins', async () => {
    const clock = manualClock();
    const records = new WatchedRecords(clock);
    const first = await start({ records, clock, secret: 'the first secret' });
    const other = await start({ records, clock, secret: 'the other secret' });
    const { cookie } = await first.ask('/note/hello');
    records.calls.length = 0;
    expect(await other.ask('/note', cookie)).toMatchObject({ status: 200, text: 'none' });
    expect(records.calls).toEqual([]);
    const rotated = await start({ records, clock, secret: ['the new secret', 'the first secret'] });
    expect(await rotated.ask('/note', cookie)).toMatchObject({ text: 'hello' });
  });

  it.each([
    'sid=',
    'sid=s:',
    'sid=s:abc',
    'sid=s:abc.def',
    'sid=j:{}',
    'sid=%',
    'sid=s%3A..%2F..',
    `sid=${'x'.repeat(4000)}`,
    'sid=s:__proto__.x',
  ])('is not found for the forged cookie %.40s, without a command', async (cookie) => {
    const { ask, records } = await start();
    expect(await ask('/note', cookie)).toMatchObject({ status: 200, text: 'none' });
    expect(records.calls).toEqual([]);
  });
});

describe('an ended session', () => {
  it.each([
    ['/end', 'destroyed'],
    ['/change', 'changed'],
  ])('is not restored by a parallel request that saves (%s)', async (path) => {
    const app = await start();
    const { cookie } = await app.ask('/note/hello');
    const slow = app.ask('/slow', cookie);
    await app.slowArrived;
    await app.ask(path, cookie);
    app.finishSlow();
    expect(await slow).toMatchObject({ status: 200, text: 'late' });
    expect(await app.records.get(app.keyOf(cookie))).toBeNull();
    expect(await app.ask('/note', cookie)).toMatchObject({ text: 'none' });
  });

  it('is not restored by the save at the end of an answer', async () => {
    const app = await start();
    const { cookie } = await app.ask('/note/hello');
    await Promise.all([
      app.ask('/end', cookie),
      ...Array.from({ length: 20 }, (_, number) => app.ask(`/note/${number}`, cookie)),
    ]);
    await app.records.remove(app.keyOf(cookie));
    expect(await app.ask('/note', cookie)).toMatchObject({ text: 'none' });
  });

  it('with an expired record is not restored by a later save', async () => {
    const app = await start({ idleSeconds: 100 });
    const { cookie } = await app.ask('/note/hello');
    const slow = app.ask('/slow', cookie);
    await app.slowArrived;
    app.clock.forward(101_000);
    app.finishSlow();
    await slow;
    expect(await app.records.get(app.keyOf(cookie))).toBeNull();
  });

  it('cannot be reloaded', async () => {
    const { ask, records, keyOf } = await start();
    const { cookie } = await ask('/note/hello');
    expect(await ask('/reload', cookie)).toMatchObject({ text: 'hello' });
    await records.remove(keyOf(cookie));
    expect(await ask('/reload', cookie)).toMatchObject({ text: 'gone' });
  });

  it('a session that was loaded, changed and saved twice is still there', async () => {
    const { ask } = await start();
    const { cookie } = await ask('/note/a');
    await ask('/note/b', cookie);
    await ask('/note/c', cookie);
    expect(await ask('/note', cookie)).toMatchObject({ text: 'c' });
  });
});

describe('the idle limit', () => {
  it('counts from the last use, and reading extends it', async () => {
    const { ask, clock, records } = await start({ idleSeconds: 100, absoluteSeconds: 10_000 });
    const { cookie } = await ask('/note/hello');
    for (let visit = 0; visit < 10; visit += 1) {
      clock.forward(90_000);
      expect(await ask('/note', cookie)).toMatchObject({ text: 'hello' });
    }
    expect(records.calls.filter(({ name }) => name !== 'get')).toHaveLength(1);
    clock.forward(100_000);
    expect(await ask('/note', cookie)).toMatchObject({ text: 'none' });
  });

  it('is extended by a read at most once in a twentieth of it, and other reads do not write', async () => {
    const { ask, clock, records } = await start({ idleSeconds: 100 });
    const { cookie } = await ask('/note/hello');
    records.calls.length = 0;
    for (const wait of [0, 1000, 3999, 1, 4999, 1]) {
      clock.forward(wait);
      await ask('/note', cookie);
    }
    expect(records.calls.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['get', 100],
      ['get', undefined],
      ['get', undefined],
      ['get', 100],
      ['get', undefined],
      ['get', 100],
    ]);
  });

  it('never ends a session more than a twentieth early', async () => {
    const { ask, clock } = await start({ idleSeconds: 100 });
    const { cookie } = await ask('/note/hello');
    await ask('/note', cookie);
    clock.forward(4_999);
    await ask('/note', cookie);
    clock.forward(95_000);
    expect(await ask('/note', cookie)).toMatchObject({ text: 'hello' });
  });

  it('of one session does not affect another', async () => {
    const { ask, clock } = await start({ idleSeconds: 100 });
    const [{ cookie: used }, { cookie: idle }] = [await ask('/note/used'), await ask('/note/idle')];
    clock.forward(60_000);
    await ask('/note', used);
    clock.forward(60_000);
    expect(await ask('/note', used)).toMatchObject({ text: 'used' });
    expect(await ask('/note', idle)).toMatchObject({ text: 'none' });
  });

  it('is extended although thousands of other sessions came in between', async () => {
    const { store, clock, records } = await start({ idleSeconds: 100 });
    for (let number = 0; number < 12_000; number += 1) await read(store, `visitor ${number}`);
    records.calls.length = 0;
    clock.forward(1);
    await read(store, 'visitor 0');
    await read(store, 'visitor 11999');
    expect(records.calls.map(({ seconds }) => seconds)).toEqual([100, undefined]);
  });
});

describe('the absolute limit', () => {
  it('ends a busy session, counted from the sign-in', async () => {
    const { ask, clock, records, keyOf } = await start({ idleSeconds: 100, absoluteSeconds: 300 });
    let { cookie } = await ask('/note/hello');
    clock.forward(90_000);
    ({ cookie } = await ask('/sign-in', cookie));
    for (let visit = 0; visit < 3; visit += 1) {
      clock.forward(90_000);
      expect(await ask('/note', cookie)).toMatchObject({ text: 'hello' });
    }
    clock.forward(29_000);
    expect(await ask('/note', cookie)).toMatchObject({ text: 'hello' });
    clock.forward(1_000);
    expect(await ask('/note', cookie)).toMatchObject({ status: 200, text: 'none' });
    expect(await records.get(keyOf(cookie))).toBeNull();
  });

  it('is never passed by a save', async () => {
    const { ask, clock, records } = await start({ idleSeconds: 100, absoluteSeconds: 300 });
    const { cookie } = await ask('/sign-in');
    for (let visit = 0; visit < 3; visit += 1) {
      clock.forward(90_000);
      await ask(`/note/${visit}`, cookie);
    }
    expect(records.calls.filter(({ name }) => name === 'replace').map(({ seconds }) => seconds)).toEqual([
      100, 100, 30,
    ]);
  });

  it('that is shorter than the idle limit holds', async () => {
    const { ask, clock } = await start({ idleSeconds: 1000, absoluteSeconds: 50 });
    const { cookie } = await ask('/sign-in');
    clock.forward(49_999);
    expect((await ask('/sign-in', cookie)).status).toBe(200);
    clock.forward(50_000);
    expect(await ask('/note', cookie)).toMatchObject({ text: 'none' });
  });

  it('is that of the sign-in, also if an app with a longer limit reads the session', async () => {
    const { ask, clock, records, keyOf } = await start({ idleSeconds: 100, absoluteSeconds: 150 });
    const { cookie } = await ask('/sign-in');
    clock.forward(90_000);
    await ask('/note', cookie);
    const longer = storeOn(records, clock);
    expect(await read(longer, idIn(cookie))).toMatchObject({ auth: 'test:ada' });
    clock.forward(60_000);
    expect(await read(longer, idIn(cookie))).toBeNull();
    expect(await records.get(keyOf(cookie))).toBeNull();
  });

  it('does not end the session of somebody who is not signed in', async () => {
    const { ask, clock } = await start({ idleSeconds: 100, absoluteSeconds: 150 });
    const { cookie } = await ask('/note/hello');
    for (let visit = 0; visit < 5; visit += 1) {
      clock.forward(90_000);
      expect(await ask('/note', cookie)).toMatchObject({ text: 'hello' });
    }
  });
});

describe('a save without a change', () => {
  const stored = () => {
    const clock = manualClock();
    const records = new WatchedRecords(clock);
    const store = storeOn(records, clock);
    const data = { cookie: { originalMaxAge: 1000 }, note: '1' } as SessionData;
    const note = async () => (JSON.parse((await records.get(records.written()[0] ?? '')) ?? '{}') as SessionData).note;
    return { clock, records, store, data, note };
  };
  const writes = ({ calls }: WatchedRecords) => calls.filter(({ name }) => name === 'set').length;

  it('does not write, for a while', async () => {
    const { clock, records, store, data } = stored();
    await store.set('id', data);
    await store.set('id', data);
    expect(writes(records)).toBe(1);
    // A write also extends the lifetime.
    clock.forward(5000);
    await store.set('id', data);
    expect(writes(records)).toBe(2);
  });

  it('writes while another write is pending', async () => {
    const { records, store, data, note } = stored();
    await store.set('id', data);
    data.note = '2';
    const second = store.set('id', data);
    data.note = '1';
    await Promise.all([second, store.set('id', data)]);
    expect(writes(records)).toBe(3);
    expect(await note()).toBe('1');
  });

  it('writes after a write with an unknown outcome', async () => {
    const { records, store, data, note } = stored();
    await store.set('id', data);
    const { replace } = records;
    records.replace = async (...write) => {
      await replace.apply(records, write);
      throw new Error('too late');
    };
    data.note = '2';
    await expect(store.set('id', data)).rejects.toThrow('too late');
    records.replace = replace;
    data.note = '1';
    await store.set('id', data);
    expect(await note()).toBe('1');
  });
});
