import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../../../../src/shared/sealer.js';
import {
  isRestarted,
  looksLikeState,
  newTransactionKeys,
  TRANSACTION_SECONDS,
  transactionId,
  Transactions,
} from '../../../../src/http/login/transactions.js';
import type { Transaction } from '../../../../src/http/login/transactions.js';
import { manualClock } from '../../manual-clock.js';
import { WatchedRecords } from '../../watched-records.js';

const SECRET = 'a secret of at least thirty-two characters';

function fresh() {
  const clock = manualClock();
  const records = new WatchedRecords(clock);
  const transactions = new Transactions({ records, prefix: 'app:', sealer: new Sealer([SECRET]), clock });
  return { clock, records, transactions };
}

function pending(startedAt: number): Transaction {
  return {
    origin: 'tellNobody-origin',
    client: 'google',
    pendingChecks: { codeVerifier: 'tellNobody-verifier', nonce: 'tellNobody-nonce', issuer: 'https://id.example' },
    redirectUri: 'https://app.example/redirect',
    returnTo: '/me',
    appState: { cart: [1, 2] },
    recentSignIns: 0,
    startedAt,
    startedIn: { process: 'this one', sequence: 0 },
  };
}

describe('a pending login', () => {
  it('is found once, by state and binding together', async () => {
    const { clock, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    expect(await transactions.take(keys)).toEqual(pending(clock()));
    expect(await transactions.take(keys)).toBeUndefined();
  });

  it('is found by one of a hundred at once', async () => {
    const { clock, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    const taken = await Promise.all(Array.from({ length: 100 }, () => transactions.take(keys)));
    expect(taken.filter((transaction) => transaction !== undefined)).toHaveLength(1);
  });

  it.each<[what: string, change: (keys: { state: string; binding: string }) => { state: string; binding: string }]>([
    ['without its binding', ({ state }) => ({ state, binding: '' })],
    ['with the binding of another login', ({ state }) => ({ state, binding: newTransactionKeys(false).binding })],
    ['with its state as the binding', ({ state }) => ({ state, binding: state })],
    ['with its binding as the state', ({ binding }) => ({ state: binding, binding })],
    ['with both turned round', ({ state, binding }) => ({ state: binding, binding: state })],
    ['with another state', ({ binding }) => ({ state: newTransactionKeys(false).state, binding })],
    ['with both in one', ({ state, binding }) => ({ state: `${state} ${binding}`, binding: '' })],
    ['with a binding in other letters', ({ state, binding }) => ({ state, binding: binding.toUpperCase() })],
    ['with something behind the binding', ({ state, binding }) => ({ state, binding: `${binding} ` })],
  ])('is neither found nor disturbed %s', async (_what, change) => {
    const { clock, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    expect(await transactions.take(change(keys))).toBeUndefined();
    expect(await transactions.take(keys)).toBeDefined();
  });

  it('expires after fifteen minutes', async () => {
    const { clock, transactions } = fresh();
    const [keys, late] = [newTransactionKeys(false), newTransactionKeys(false)];
    await transactions.store(keys, pending(clock()));
    await transactions.store(late, pending(clock()));
    clock.forward(15 * 60_000 - 1);
    expect(await transactions.take(keys)).toBeDefined();
    clock.forward(1);
    expect(await transactions.take(late)).toBeUndefined();
  });

  it('expires even in a store that keeps it far longer', async () => {
    const { clock, records, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    for (const key of records.written()) await records.get(key, 1_000_000);
    clock.forward(TRANSACTION_SECONDS * 1000);
    expect(await transactions.take(keys)).toBeUndefined();
    expect(records.calls.at(-1)).toMatchObject({ name: 'take' });
  });

  it('reveals nothing in the store: neither verifier nor nonce, neither state nor binding', async () => {
    const { clock, records, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    expect(records.calls).toEqual([
      {
        name: 'set',
        key: expect.stringMatching(/^app:tx:\{[\w-]{43}\}$/),
        value: expect.any(String),
        seconds: TRANSACTION_SECONDS,
      },
    ]);
    const dump = JSON.stringify(records.calls);
    for (const word of ['tellNobody', 'google', 'id.example', '/me', keys.state, keys.binding])
      expect(dump).not.toContain(word);
  });

  it('cannot be opened under the key of another one', async () => {
    const { clock, records, transactions } = fresh();
    const [mine, theirs] = [newTransactionKeys(false), newTransactionKeys(false)];
    await transactions.store(mine, pending(clock()));
    await transactions.store(theirs, pending(clock()));
    const [first, second] = records.calls;
    await records.set(first?.key ?? '', second?.value ?? '', 900);
    expect(await transactions.take(mine)).toBeUndefined();
  });

  it.each(['', 'garbage', 'null', '{}', 'A'.repeat(200)])('is ignored if its record is garbage: %p', async (value) => {
    const { clock, records, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    await records.set(records.calls[0]?.key ?? '', value, 900);
    expect(await transactions.take(keys)).toBeUndefined();
  });

  it('is ignored if its secret was removed', async () => {
    const { clock, records, transactions } = fresh();
    const keys = newTransactionKeys(false);
    await transactions.store(keys, pending(clock()));
    const others = new Transactions({
      records,
      prefix: 'app:',
      sealer: new Sealer(['another secret, which is long enough, too']),
      clock,
    });
    expect(await others.take(keys)).toBeUndefined();
  });

  it('a store that does not answer is an error, and never "not there"', async () => {
    const { clock, records, transactions } = fresh();
    records.take = () => Promise.reject(new Error('down'));
    await expect(transactions.take(newTransactionKeys(false))).rejects.toThrow('down');
    records.set = () => Promise.reject(new Error('down'));
    await expect(transactions.store(newTransactionKeys(false), pending(clock()))).rejects.toThrow('down');
  });
});

describe('the keys of a login', () => {
  it('are 256 random bits each, and never the same', () => {
    const keys = Array.from({ length: 1000 }, () => newTransactionKeys(false));
    expect(new Set(keys.flatMap(({ state, binding }) => [state, binding])).size).toBe(2000);
    for (const { state, binding } of keys) {
      expect(Buffer.from(state, 'base64url')).toHaveLength(32);
      expect(Buffer.from(binding, 'base64url')).toHaveLength(32);
      expect(looksLikeState(state)).toBe(true);
      expect(isRestarted(state)).toBe(false);
    }
  });

  it('mark the state of a login that has started again', () => {
    const { state } = newTransactionKeys(true);
    expect(looksLikeState(state)).toBe(true);
    expect(isRestarted(state)).toBe(true);
  });

  it.each([
    '',
    'a',
    'a'.repeat(42),
    'a'.repeat(44),
    `${'a'.repeat(43)}.`,
    `${'a'.repeat(43)}.r.r`,
    `${'a'.repeat(43)}.R`,
    `${'a'.repeat(43)}\n`,
    ` ${'a'.repeat(43)}`,
    `${'a'.repeat(42)}+`,
    `${'a'.repeat(42)}=`,
    'a'.repeat(100_000),
  ])('%.60j is an invalid state', (state) => {
    expect(looksLikeState(state)).toBe(false);
  });

  it('have a short public name that does not reveal them', () => {
    const { state } = newTransactionKeys(false);
    expect(transactionId(state)).toMatch(/^[\w-]{16}$/);
    expect(state).not.toContain(transactionId(state));
    expect(transactionId(state)).toBe(transactionId(state));
    expect(transactionId(newTransactionKeys(false).state)).not.toBe(transactionId(state));
  });
});
