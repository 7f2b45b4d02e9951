import { describe, expect, it } from '@jest/globals';
import { UnwrittenTokens } from '../../../src/tokens/unwritten-tokens.js';
import { gate } from '../../support/gate.js';
import { waitUntil } from '../../support/wait-until.js';

/** Tokens that wait, and a store. Other tests may still be writing to theirs. */
function fresh() {
  const store = { isAway: false, tried: [] as string[] };
  const write = (name: string, isRefused = false) => {
    return async () => {
      store.tried.push(name);
      if (store.isAway || isRefused) throw new Error('not written');
    };
  };
  return { unwritten: new UnwrittenTokens(), store, write };
}

describe('tokens that wait to be written', () => {
  it('are not held up by others that the store never takes', async () => {
    const { unwritten, store, write } = fresh();
    for (let row = 0; row < 15; row += 1) unwritten.add(`refused ${row}`, write('refused', true));
    unwritten.add('good', write('good'));
    await waitUntil('the good ones are written', async () => store.tried.includes('good'));
    store.tried.length = 0;
    await waitUntil('the others are tried again', async () => store.tried.includes('refused'));
    expect(store.tried).not.toContain('good');
  });

  it('are tried a few at a time while the store is away', async () => {
    const { unwritten, store, write } = fresh();
    store.isAway = true;
    for (let row = 0; row < 100; row += 1) unwritten.add(`${row}`, write(`${row}`));
    await waitUntil('some are tried', async () => store.tried.length > 0);
    expect(store.tried.length).toBeLessThan(20);
    store.isAway = false;
    store.tried.length = 0;
    await waitUntil('all are written', async () => new Set(store.tried).size === 100);
  });

  it('are tried before those that all processes can use already, and these less and less often', async () => {
    const { unwritten, store, write } = fresh();
    unwritten.addKept('kept', write('kept', true));
    unwritten.add('only here', write('only here', true));
    const count = (name: string) => store.tried.filter((each) => each === name).length;
    await waitUntil('they are tried four times', async () => count('only here') === 4);
    expect(store.tried[0]).toBe('only here');
    expect(count('kept')).toBeLessThan(4);
  });

  it('are written once for all callers at the same time', async () => {
    const { unwritten, store } = fresh();
    const written = gate();
    unwritten.add('slot', async () => {
      store.tried.push('slot');
      await written.opened;
    });
    const callers = [1, 2, 3].map(() => unwritten.write('slot'));
    written.open();
    await Promise.all(callers);
    expect(store.tried).toEqual(['slot']);
    expect(unwritten.isBusy).toBe(false);
  });

  it('are tried until they are written, or for a while, before the store is closed', async () => {
    const { unwritten, store, write } = fresh();
    unwritten.add('refused', write('refused', true));
    await unwritten.settle(300);
    expect(unwritten.isBusy).toBe(true);
    unwritten.add('refused', write('written after all'));
    await unwritten.settle(60_000);
    expect(unwritten.isBusy).toBe(false);
    expect(store.tried.filter((name) => name === 'refused').length).toBeGreaterThan(1);
  });
});
