import { describe, expect, it } from '@jest/globals';
import { CarriedData } from '../../../src/sessions/carried-data.js';
import type { AppSession } from '../../../src/index.js';

function carry(from: Record<string, unknown>) {
  const to: Record<string, unknown> = { cookie: 'of the new session' };
  const data = new CarriedData(from as unknown as AppSession);
  data.putInto(to as unknown as AppSession);
  return { to, data };
}

describe('data that is carried into a new session', () => {
  it('can be read and changed, is stored, and does not change the old session', () => {
    const from = { cart: ['apples'], role: 'reader', auth: 'x', signIn: {}, cookie: 'of the old session' };
    const { to } = carry(from);
    (to['cart'] as string[]).push('pears');
    to['role'] = 'editor';
    expect(JSON.parse(JSON.stringify(to))).toEqual({
      cookie: 'of the new session',
      cart: ['apples', 'pears'],
      role: 'editor',
    });
    expect(from).toMatchObject({ cart: ['apples'], role: 'reader' });
  });

  it('becomes ordinary data when it is kept', () => {
    const { to, data } = carry({ cart: ['apples'], role: 'reader' });
    delete to['role'];
    data.keep();
    expect(Object.getOwnPropertyDescriptors(to)).toMatchObject({ cart: { value: ['apples'], writable: true } });
    expect(to).not.toHaveProperty('role');
  });

  it('may have any name', () => {
    const { to, data } = carry(JSON.parse('{"__proto__":{"isAdmin":true},"toString":1}') as Record<string, unknown>);
    data.keep();
    expect(Object.getPrototypeOf(to)).toBe(Object.prototype);
    expect(Object.keys(to)).toEqual(['cookie', '__proto__', 'toString']);
  });

  it('goes when it is dropped, except for fields that were assigned meanwhile', () => {
    const { to, data } = carry({ cart: ['apples'], role: 'reader', plan: 'a' });
    (to['cart'] as string[]).push('pears');
    // The same value, but said anew.
    to['role'] = 'reader';
    to['extra'] = 1;
    delete to['plan'];
    data.drop(to as unknown as AppSession);
    expect(to).toEqual({ cookie: 'of the new session', role: 'reader', extra: 1 });
  });

  it('goes from a session that was saved and read again, too', () => {
    const { to, data } = carry({ cart: ['apples'], role: 'reader', plan: 'a' });
    to['role'] = 'reader';
    const again = JSON.parse(JSON.stringify(to)) as Record<string, unknown>;
    again['plan'] = 'b';
    data.drop(again as unknown as AppSession);
    expect(again).toEqual({ cookie: 'of the new session', role: 'reader', plan: 'b' });
  });
});
