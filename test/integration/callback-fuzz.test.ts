import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { World } from '../conformance/world.js';

/** Each is a request over HTTP, so there are fewer of them than where only a function is called. */
const CASES = 5000;

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(() => world.close());

const name = fc.oneof(
  fc.constantFrom(
    'code',
    'state',
    'iss',
    'error',
    'error_description',
    'response',
    'posted',
    'user',
    'oauth_token',
    'sid',
  ),
  fc.string({ unit: 'binary', maxLength: 10 }),
);
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'a'.repeat(43), `${'a'.repeat(43)}.r`, 'access_denied', '__proto__', '[object Object]'),
  fc.string({ minLength: 900, maxLength: 1200 }),
);
const parameters = fc.array(fc.tuple(name, value), { maxLength: 12 });
const header = fc.string({ unit: 'grapheme-ascii', maxLength: 80 });

it('whatever comes to the redirect URI: no answer says 5xx, and nobody is signed in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        query: parameters,
        form: fc.option(parameters, { nil: undefined }),
        type: fc.constantFrom(
          'application/x-www-form-urlencoded',
          'application/json',
          'text/plain',
          'multipart/form-data',
          'x',
        ),
        cookie: header,
        accept: header,
        path: fc.constantFrom('/redirect', '/redirect/', '/Redirect', '/redirect/x'),
      }),
      async ({ query, form, type, cookie, accept, path }) => {
        const response = await fetch(`${world.app}${path}?${new URLSearchParams(query)}`, {
          method: form ? 'POST' : 'GET',
          headers: { cookie, accept, ...(form ? { 'content-type': type } : {}) },
          redirect: 'manual',
          ...(form ? { body: new URLSearchParams(form).toString() } : {}),
        });
        await response.text();
        const cookies = response.headers.getSetCookie().join();
        return response.status < 500 && !/\bsid=/.test(cookies);
      },
    ),
    { numRuns: CASES },
  );
  expect(world.told).toEqual([]);
  expect(world.provider.calls('token')).toBe(0);
}, 120_000);
