import { afterAll, beforeAll, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc } from '../../src/index.js';
import type { RecordStore } from '../../src/index.js';
import { MemoryRecords } from '../../src/session/memory-records.js';
import { Browser } from '../support/browser.js';
import { startProvider } from '../support/processes.js';
import type { ProviderProcess } from '../support/processes.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';

let provider: ProviderProcess;
let served: Served;

/** One app with a door for customers and one for staff, on one store and one cookie, and the same client at both. */
beforeAll(async () => {
  provider = await startProvider();
  const { issuer, clientId, clientSecret } = provider;
  const shared = {
    records: new MemoryRecords(Date.now) as RecordStore,
    secret: 'one secret of both, which is long enough',
  };
  const app = express();
  const [customers, staff] = [express.Router(), express.Router()];
  oauth(customers, oidc({ issuer, clientId, clientSecret }), shared);
  oauth(staff, oidc({ issuer, clientId, clientSecret }), { ...shared, getAuth: (info) => info.sub === 'alice' });
  for (const router of [customers, staff]) router.get('/me', (req, res) => void res.json({ ident: req.auth.ident }));
  app.use('/shop', customers);
  app.use('/staff', staff);
  served = await serve(app);
});

afterAll(async () => {
  await served.close();
  await provider.stop();
});

it('who was let in at one door of an app is nobody at the other', async () => {
  const bob = new Browser();
  expect((await bob.signInAt(`${served.url}/shop/me`, 'bob')).text).toBe('{"ident":"oidc:bob"}');
  const atStaff = await bob.get(`${served.url}/staff/me`);
  expect(atStaff.location).toBe(`${served.url}/staff/login?returnTo=%2Fstaff%2Fme`);
  const refused = await bob.follow(atStaff);
  expect(refused.status).toBe(403);
  // And he is still known at the first.
  expect((await bob.get(`${served.url}/shop/me`)).text).toBe('{"ident":"oidc:bob"}');
});

it('who is let in at both doors comes in at both, one after the other', async () => {
  const alice = new Browser();
  await alice.signInAt(`${served.url}/shop/me`, 'alice');
  expect((await alice.open(`${served.url}/staff/me`)).text).toBe('{"ident":"oidc:alice"}');
});
