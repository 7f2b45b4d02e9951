import { describe, expect, it } from '@jest/globals';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { recentLogoutsKey } from '../../../src/records/record-keys.js';
import { momentNow, RecentLogouts } from '../../../src/sessions/recent-logouts.js';
import { manualClock } from '../manual-clock.js';

const REGISTRATION = '["https://id.example","app"]';

function make() {
  const clock = manualClock();
  const records = new MemoryRecords(clock);
  const logouts = new RecentLogouts({ records, prefix: '', clock });
  const login = (id = 'this login') => ({
    id,
    registration: REGISTRATION,
    ident: 'work:ada',
    issuedAt: clock(),
    arrival: momentNow(clock),
  });
  return { clock, records, logouts, login };
}

describe('endAll() of the sessions of a user', () => {
  it('ends a login that arrived before it, although the clock stands still', async () => {
    const { logouts, login } = make();
    const before = login();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    expect(await logouts.haveEnded(before)).toBe(true);
    expect(await logouts.haveEnded(login())).toBe(false);
  });

  it('does not end the login whose own hook made the call, but every other one', async () => {
    const { logouts, login } = make();
    const [own, other] = [login('own'), login('other')];
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: 'own' });
    expect(await logouts.haveEnded(own)).toBe(false);
    expect(await logouts.haveEnded(other)).toBe(true);
  });

  it('invariant 15: ends no login of another user or registration', async () => {
    const { logouts, login } = make();
    const before = login();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:bob' });
    await logouts.addEndAll({ registration: 'another', ident: 'work:ada' });
    expect(await logouts.haveEnded(before)).toBe(false);
  });

  it('of another process ends a login by the clocks of both', async () => {
    const { clock, records, logouts, login } = make();
    const before = login();
    clock.forward(1);
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    // As another process would have written it.
    const key = recentLogoutsKey('', REGISTRATION, 'work:ada');
    const fields = await records.fields(key);
    const [[field, at] = ['', '']] = Object.entries(fields);
    await records.removeFields(key, field);
    await records.setField(key, field.replace(/^app \S+/, 'app elsewhere'), at, 100);
    expect(await logouts.haveEnded(before)).toBe(true);
    clock.forward(1);
    expect(await logouts.haveEnded(login())).toBe(false);
  });

  it('is remembered for two minutes', async () => {
    const { clock, logouts, login } = make();
    const before = login();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    clock.forward(120_000);
    expect(await logouts.haveEnded(before)).toBe(false);
  });
});
