import { describe, expect, it } from '@jest/globals';
import express4 from 'express4';
import { isOAuthError, requireUser } from '../../src/index.js';
import type { RecordStore } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));
let app: SignInApp;

type Fault = 'rejects' | 'throws' | 'never answers';

/** A custom store with one method that fails for one kind of key. */
class FaultyRecords extends MemoryRecords implements RecordStore {
  fault: { method: keyof RecordStore; kind: string; how: Fault } | undefined;

  #faulty(method: keyof RecordStore, key: string): Promise<never> | undefined {
    if (this.fault?.method !== method || !key.includes(this.fault.kind)) return undefined;
    if (this.fault.how === 'throws') throw new Error('a plain error of the app');
    if (this.fault.how === 'rejects') return Promise.reject(new Error('a plain error of the app'));
    return new Promise(() => undefined);
  }

  override get(key: string, extendTo?: number): Promise<string | null> {
    return this.#faulty('get', key) ?? super.get(key, extendTo);
  }

  override set(key: string, value: string, seconds: number): Promise<void> {
    return this.#faulty('set', key) ?? super.set(key, value, seconds);
  }

  override take(key: string): Promise<string | null> {
    return this.#faulty('take', key) ?? super.take(key);
  }

  override remove(...keys: string[]): Promise<void> {
    return this.#faulty('remove', keys[0] ?? '') ?? super.remove(...keys);
  }
}

async function start(options = {}, make?: () => ReturnType<typeof express4>): Promise<FaultyRecords> {
  const records = new FaultyRecords(Date.now);
  app = await startApp({
    ...(make ? { make: make as never } : {}),
    options: { records, secret: 'a secret that is long enough for a test', redisTimeoutMs: 100, ...options },
    routes: (server, auth) => {
      server.get('/token', (req, res) => {
        requireUser(req)
          .accessToken()
          .then(
            () => res.send('token'),
            (error: unknown) => res.send(isOAuthError(error) ? error.code : 'a foreign error'),
          );
      });
      server.post('/leave', (req, res) => auth.logout(req, res));
    },
  });
  return records;
}

describe.each<[Fault]>([['rejects'], ['throws'], ['never answers']])(
  "invariant 8: a store of the app's own that %s",
  (how) => {
    it('fails at the start of a login: 503', async () => {
      const records = await start();
      records.fault = { method: 'set', kind: 'tx:', how };
      const page = await new Browser().open(`${app.url}/me`);
      expect(page.status).toBe(503);
      expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
    });

    it.each([
      ['take', 'tx:'],
      ['set', 'tok:'],
      ['set', 'sess:'],
    ] as const)(
      'fails at the end of a login, at %s %s: the error page, and nobody is signed in',
      async (method, kind) => {
        const records = await start();
        const browser = new Browser();
        const chooser = await browser.open(`${app.url}/me`);
        records.fault = { method, kind, how };
        const page = await browser.follow(await browser.clickUser(chooser, 'alice'));
        expect(page.url).toContain('/error?e=');
        expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
        records.fault = undefined;
        expect((await browser.get(`${app.url}/me`)).status).toBe(303);
      },
    );

    it('fails at a logout, before the session is removed: 503, still signed in, with tokens', async () => {
      const records = await start({}, express4);
      const browser = new Browser();
      const page = await browser.signInAt(`${app.url}/me`, 'bob');
      records.fault = { method: 'remove', kind: 'sess:', how };
      expect((await browser.post(`${app.url}/leave`, {}, { from: page })).status).toBe(503);
      records.fault = undefined;
      expect((await browser.get(`${app.url}/token`)).text).toBe('token');
    });

    it('fails after a logout: signed out, and an event', async () => {
      const records = await start();
      const browser = new Browser();
      const page = await browser.signInAt(`${app.url}/me`, 'bob');
      const references: string[] = [];
      app.auth.events.on('failure', ({ reference }) => references.push(reference));
      records.fault = { method: 'take', kind: 'tok:', how };
      expect((await browser.post(`${app.url}/leave`, {}, { from: page })).status).toBe(200);
      expect(references).toEqual(['tokens']);
      expect((await browser.get(`${app.url}/me`)).status).toBe(303);
    });

    it('fails when checkInvalid rejects a user: 503, and no access', async () => {
      const records = await start({ checkInvalid: () => true });
      const browser = new Browser();
      const chooser = await browser.open(`${app.url}/login`);
      await browser.follow(await browser.clickUser(chooser, 'bob'));
      records.fault = { method: 'remove', kind: 'sess:', how };
      const page = await browser.get(`${app.url}/me`);
      expect(page.status).toBe(503);
      expect(page.text).not.toContain('oidc:bob');
    });

    it('fails when a token is read: an error with its code', async () => {
      const records = await start();
      const browser = new Browser();
      await browser.signInAt(`${app.url}/me`, 'bob');
      records.fault = { method: 'get', kind: 'tok:', how };
      expect((await browser.get(`${app.url}/token`)).text).toBe('ERR_OAUTH_SESSION_STORE');
    });
  },
);
