import { captureRejectionSymbol } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { readAuthorizationResponse } from '../../../src/protocol/oauth2/authorization-response.js';
import { requestError } from '../../../src/protocol/transport/bounded-fetch.js';
import { fixJson } from '../../../src/protocol/transport/provider-fixes.js';
import { TimeLimitedRecords } from '../../../src/records/time-limited-records.js';
import { findSessionProblem } from '../../../src/sessions/writable-session.js';
import { isOAuthError } from '../../../src/shared/errors.js';
import { Events } from '../../../src/shared/events.js';
import { storeCall, storeError } from '../../../src/shared/store-call.js';
import { isError, nameOf, wordsOf } from '../../../src/shared/thrown.js';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { rejectionOf, thrownBy } from '../caught.js';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** What code of an app may throw. */
const THROWN: [what: string, thrown: unknown][] = [
  ['an error', new TypeError('no')],
  ['a message that is an object', Object.assign(new Error('no'), { message: { detail: 'no' } })],
  ['a message that is a symbol', Object.assign(new Error('no'), { message: Symbol('no'), name: Symbol('no') })],
  ['no message', Object.assign(new Error('no'), { message: undefined, name: undefined })],
  [
    'a message that throws',
    Object.defineProperty(new Error('no'), 'message', {
      get() {
        throw new Error('no');
      },
    }),
  ],
  ['a message of 1 MB', Object.assign(new Error('no'), { message: 'x'.repeat(1e6), name: 'x'.repeat(1e6) })],
  ['an object without a prototype', Object.create(null)],
  ['a revoked Proxy', revoked()],
  ['a symbol', Symbol('no')],
  ['a BigInt', 10n],
  ['a text of 1 MB', 'x'.repeat(1e6)],
  ['null', null],
  ['nothing', undefined],
];

describe.each(THROWN)('%s that was thrown', (_what, thrown) => {
  it('has words and a name, both short', () => {
    expect(wordsOf(thrown).length).toBeLessThanOrEqual(200);
    expect(nameOf(thrown).length).toBeLessThanOrEqual(50);
    expect(typeof isError(thrown)).toBe('boolean');
    expect(isOAuthError(thrown)).toBe(false);
  });

  it('by a session store is a SessionError', async () => {
    const failed = { code: 'ERR_OAUTH_SESSION_STORE', status: 503 };
    expect(storeError(thrown)).toMatchObject(failed);
    // A falsy value is no error to a callback.
    const given = thrown || 'no';
    await expect(storeCall(100, (done) => setImmediate(() => done(given)))).rejects.toMatchObject(failed);
    const records = Object.assign(new MemoryRecords(Date.now), { get: () => Promise.reject(thrown as Error) });
    const limited = new TimeLimitedRecords(records, { timeoutMs: 100, hint: 'x' });
    await expect(limited.get('x')).rejects.toMatchObject(failed);
  });

  it('by a listener is a warning', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const events = new Events();
    events.on('signIn', () => {
      throw thrown;
    });
    events.emitEvent('signIn', { ident: 'x', client: 'x' });
    events[captureRejectionSymbol](thrown, 'signIn');
    const texts = warn.mock.calls.map(([text]) => text);
    warn.mockRestore();
    expect(texts).toHaveLength(2);
    for (const each of texts) expect(each).toMatch(/^A listener of the event "signIn" threw: .{1,200}$/);
  });

  it('by a function of the app is an error of ours', async () => {
    const failed = { code: 'ERR_OAUTH_HOOK' };
    const response = Response.json({ a: 1 });
    expect(await rejectionOf(fixJson(response, 'metadata', () => fail(thrown)))).toMatchObject(failed);
    const parameters = new URLSearchParams({ code: 'x' });
    expect(
      thrownBy(() => readAuthorizationResponse(parameters, { authorizationResponse: () => fail(thrown) })),
    ).toMatchObject(failed);
    expect(requestError(thrown, { client: 'oidc', timeoutMs: 1 })).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });

  it('while a session is written is a SessionError', () => {
    const session = { touch: () => undefined, toJSON: () => fail(thrown) };
    expect(findSessionProblem(session)).toMatchObject({ code: 'ERR_OAUTH_SESSION_STORE', status: 500 });
  });
});

function fail(thrown: unknown): never {
  throw thrown;
}

it('a revoked Proxy as a value of a session, or in the place of it, is a SessionError', () => {
  const touch = () => undefined;
  for (const session of [revoked(), { touch, draft: revoked() }, { touch, a: { b: revoked() } }])
    expect(findSessionProblem(session)).toMatchObject({ code: 'ERR_OAUTH_SESSION_STORE', status: 500 });
  expect(findSessionProblem({ touch, draft: revoked() })?.hint).toContain('req.session.draft');
});
