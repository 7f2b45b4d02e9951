import { beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../../src/records/lock.js';
import { gate } from '../../support/gate.js';
import { waitUntil } from '../../support/wait-until.js';
import { WatchedRecords } from '../watched-records.js';

let records: WatchedRecords;

beforeEach(() => {
  records = new WatchedRecords(Date.now);
});

/** Holds the lock until `done` is opened. */
async function hold() {
  const [begun, done] = [gate(), gate()];
  const held = withLock(records, 'lock', {
    work: async () => {
      begun.open();
      await done.opened;
    },
  });
  await begun.opened;
  return { done, held };
}

describe('a lock', () => {
  it('that expired while its holder was suspended is taken again, unless another has it', async () => {
    const { done, held } = await hold();
    await records.remove('lock');
    await waitUntil('it is taken again', async () => (await records.get('lock')) !== null);
    await records.set('lock', 'of another', 100);
    records.calls.length = 0;
    await waitUntil(
      'the holder tries twice',
      async () => records.calls.filter(({ name }) => name === 'swap').length >= 2,
    );
    expect(await records.get('lock')).toBe('of another');
    done.open();
    await held;
    expect(await records.get('lock')).toBe('of another');
  });

  it('is waited for as long as the caller says', async () => {
    const { done, held } = await hold();
    const work = async () => 'worked';
    await expect(withLock(records, 'lock', { work, waitMs: 100 })).rejects.toMatchObject({
      code: 'ERR_OAUTH_SESSION_STORE',
    });
    expect(await withLock(records, 'lock', { work, waitMs: 100, otherwise: async () => 'gave up' })).toBe('gave up');
    expect(await withLock(records, 'lock', { work, meanwhile: async () => 'not needed' })).toBe('not needed');
    done.open();
    await held;
    expect(await withLock(records, 'lock', { work })).toBe('worked');
    expect(await records.get('lock')).toBeNull();
  });
});
