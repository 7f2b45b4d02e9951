import { describe, expect, it } from '@jest/globals';
import { digest } from '../../../src/shared/digest.js';
import { Sealer } from '../../../src/shared/sealer.js';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { SessionDirectory } from '../../../src/sessions/session-directory.js';
import { userDigest } from '../../../src/records/record-keys.js';
import { handleOf } from '../../../src/records/session-handle.js';
import { manualClock } from '../manual-clock.js';

describe('the directory of sessions', () => {
  it('also removes expired sessions from the list of their provider session', async () => {
    const clock = manualClock();
    const records = new MemoryRecords(clock);
    const sealer = new Sealer(['a secret that is long enough for a test']);
    const directory = new SessionDirectory({ records, prefix: '', sealer, clock, seconds: 100 });
    const providerSession = { issuer: 'https://id.example', sid: 'one' };
    const add = (id: string) =>
      directory.add(handleOf(id), {
        ident: 'work:alice',
        client: 'work',
        registration: 'app',
        instance: '/redirect',
        providerSession,
        signedInAt: clock(),
        endsAt: clock() + 100_000,
        backend: 'own',
      });
    await add('first');
    clock.forward(101_000);
    await add('second');
    expect((await directory.ofUser(userDigest('app', 'work:alice'))).map(({ session }) => session)).toEqual([
      handleOf('second'),
    ]);
    const left = await records.fields(`sid:{${digest(JSON.stringify(['app', 'https://id.example', 'one']))}}`);
    expect(Object.keys(left)).toEqual([handleOf('second')]);
  });

  it('keeps the list of a provider session, which each sign-in may add to, no longer than sessions last', async () => {
    const clock = manualClock();
    const records = new MemoryRecords(clock);
    const sealer = new Sealer(['a secret that is long enough for a test']);
    const directory = new SessionDirectory({ records, prefix: '', sealer, clock, seconds: 100 });
    await directory.add(handleOf('first'), {
      ident: 'work:alice',
      client: 'work',
      registration: 'app',
      instance: '/redirect',
      providerSession: { issuer: 'https://id.example', sid: 'one' },
      signedInAt: clock(),
      endsAt: clock() + 100_000,
      backend: 'own',
    });
    const key = `sid:{${digest(JSON.stringify(['app', 'https://id.example', 'one']))}}`;
    expect(Object.keys(await records.fields(key))).toHaveLength(1);
    clock.forward(100_000);
    expect(Object.keys(await records.fields(key))).toHaveLength(0);
  });

  it('lists sessions that an older version has listed', async () => {
    const clock = manualClock();
    const records = new MemoryRecords(clock);
    const sealer = new Sealer(['a secret that is long enough for a test']);
    const directory = new SessionDirectory({ records, prefix: '', sealer, clock, seconds: 100 });
    const entry = {
      ident: 'work:alice',
      client: 'work',
      registration: 'app',
      instance: '/redirect',
      signedInAt: clock(),
      endsAt: clock() + 100_000,
      backend: 'own',
    };
    const user = userDigest('app', 'work:alice');
    const [key, session] = [`ident:{${user}}`, handleOf('old')];
    await records.setField(key, session, sealer.seal(entry, `${key} ${session}`), 100);
    expect(await directory.ofUser(user)).toEqual([{ session, entry }]);
  });
});
