import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../../../src/shared/sealer.js';
import { Tickets } from '../../../src/shared/ticket.js';
import type { TicketKind } from '../../../src/shared/ticket.js';
import { manualClock } from '../manual-clock.js';

const SECRET = 'a secret of at least thirty-two characters';
const LINK: TicketKind<{ plan: string }> = { purpose: 'a link', lifeMs: 1000 };
const CONTENT = { plan: 'tellNobody' };

function make(secrets = [SECRET], clock = manualClock()) {
  return { clock, tickets: new Tickets(new Sealer(secrets), clock) };
}

describe('a ticket', () => {
  it('gives its content until it expires', () => {
    const { clock, tickets } = make();
    const text = tickets.issue(LINK, 'shop', CONTENT);
    expect(text).toMatch(/^[\w-]+$/);
    clock.forward(999);
    expect(tickets.open(LINK, 'shop', text)).toEqual(CONTENT);
    clock.forward(1);
    expect(tickets.open(LINK, 'shop', text)).toBeUndefined();
  });

  it('does not show its content', () => {
    const { tickets } = make();
    const text = tickets.issue(LINK, 'shop', CONTENT);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('tellNobody');
  });

  it('invariant 15: opens at its own instance only', () => {
    const { tickets } = make();
    const text = tickets.issue(LINK, 'shop', CONTENT);
    for (const other of ['', 'sho', 'shop ', 'staff']) expect(tickets.open(LINK, other, text)).toBeUndefined();
  });

  it('opens for its own purpose only, however purpose and instance are cut', () => {
    const { tickets } = make();
    const text = tickets.issue({ purpose: 'a', lifeMs: 1000 }, 'b","c', CONTENT);
    expect(tickets.open({ purpose: 'a","b', lifeMs: 1000 }, 'c', text)).toBeUndefined();
    expect(tickets.open({ ...LINK, purpose: 'another' }, 'b","c', text)).toBeUndefined();
  });

  it.each([null, undefined, '', 'x', 'a.b.c', 'ä'])('%p is none', (text) => {
    expect(make().tickets.open(LINK, 'shop', text)).toBeUndefined();
  });

  it('opens after the rotation of a secret, and not after its removal', () => {
    const { clock, tickets } = make();
    const text = tickets.issue(LINK, 'shop', CONTENT);
    const next = 'a new secret, which is long enough as well';
    expect(make([next, SECRET], clock).tickets.open(LINK, 'shop', text)).toEqual(CONTENT);
    expect(make([next], clock).tickets.open(LINK, 'shop', text)).toBeUndefined();
  });
});
