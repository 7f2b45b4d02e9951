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
    began: momentNow(clock),
    arrival: momentNow(clock),
  });
  /** Has all logouts so far look like those of another process. */
  const moveToAnotherProcess = async (aheadMs = 0) => {
    const key = recentLogoutsKey('', REGISTRATION, 'work:ada');
    for (const [field, at] of Object.entries(await records.fields(key))) {
      await records.removeFields(key, field);
      await records.setField(key, field.replace(/^\S+/, 'elsewhere'), String(Number(at) + aheadMs), 1200);
    }
  };
  return { clock, records, logouts, login, moveToAnotherProcess };
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
    const { clock, logouts, login, moveToAnotherProcess } = make();
    const before = login();
    clock.forward(1);
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    await moveToAnotherProcess();
    expect(await logouts.haveEnded(before)).toBe(true);
    clock.forward(1);
    expect(await logouts.haveEnded(login())).toBe(false);
  });

  it('ends a login that began before it, although its response arrived after it', async () => {
    const { clock, logouts, login } = make();
    const before = login();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    clock.forward(14 * 60_000);
    expect(await logouts.haveEnded({ ...before, arrival: momentNow(clock) })).toBe(true);
  });

  it('by the hook of another login ends only logins whose response had arrived', async () => {
    const { clock, logouts, login } = make();
    const before = login('this login');
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: 'other' });
    expect(await logouts.haveEnded(before)).toBe(true);
    expect(await logouts.haveEnded({ ...before, arrival: momentNow(clock) })).toBe(false);
  });

  it('is remembered for longer than a login may take, and then forgotten although the user goes on', async () => {
    const { clock, records, logouts, login } = make();
    const before = login();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    for (let minutes = 0; minutes < 16; minutes += 1) {
      clock.forward(60_000);
      expect(await logouts.haveEnded(before)).toBe(true);
    }
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: 'hook' });
    clock.forward(6 * 60_000);
    expect(await logouts.haveEnded(login())).toBe(false);
    expect(Object.keys(await records.fields(recentLogoutsKey('', REGISTRATION, 'work:ada')))).toHaveLength(1);
  });
});

describe('a logout at the provider', () => {
  const SECOND = 1000;
  /** The second in which the provider issued a token: its `iat` has no fractions. */
  const second = (at: number) => Math.floor(at / SECOND) * SECOND;

  it('ends a login that began before it, however late the ID token is', async () => {
    const { clock, logouts, login } = make();
    const before = login();
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt: second(clock()) });
    clock.forward(5 * 60_000);
    const late = { ...before, arrival: momentNow(clock), issuedAt: second(clock()) };
    expect(await logouts.haveEnded(late)).toBe(true);
  });

  it.each([0, 400, 3000])('does not end a login that begins %i ms after it', async (ms) => {
    const { clock, logouts, login } = make();
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt: second(clock()) });
    clock.forward(ms);
    const after = login();
    clock.forward(5000);
    expect(await logouts.haveEnded({ ...after, issuedAt: second(after.began.at) })).toBe(false);
    // Some providers date their ID tokens back.
    expect(await logouts.haveEnded({ ...after, issuedAt: second(after.began.at) - 60_000 })).toBe(false);
  });

  it('of another process does not end a login that begins later in the same second', async () => {
    const { clock, logouts, login, moveToAnotherProcess } = make();
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt: second(clock()) });
    await moveToAnotherProcess();
    clock.forward(1);
    expect(await logouts.haveEnded({ ...login(), issuedAt: second(clock()) })).toBe(false);
  });

  it('of another process, whose clock is behind, ends a login whose ID token is older', async () => {
    const { clock, logouts, login, moveToAnotherProcess } = make();
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt: second(clock()) });
    await moveToAnotherProcess(-20_000);
    expect(await logouts.haveEnded({ ...login(), issuedAt: second(clock()) - SECOND })).toBe(true);
    expect(await logouts.haveEnded({ ...login(), issuedAt: 0 })).toBe(false);
  });

  it('without a signed token is remembered for two minutes', async () => {
    const { clock, records, logouts } = make();
    const session = { issuer: 'https://id.example', sid: 's' };
    await logouts.addProviderLogout({ registration: REGISTRATION, session });
    clock.forward(120_000);
    expect(await records.fields(recentLogoutsKey('', REGISTRATION, session))).toEqual({});
  });
});

describe('repeated logouts', () => {
  const session = { issuer: 'https://id.example', sid: 's' };
  const fieldsOf = async (records: MemoryRecords, whose: string | typeof session = 'work:ada') =>
    Object.keys(await records.fields(recentLogoutsKey('', REGISTRATION, whose)));

  it('invariant 11: of anybody, by the front channel, leave one field', async () => {
    const { records, logouts } = make();
    for (let n = 0; n < 300; n += 1) await logouts.addProviderLogout({ registration: REGISTRATION, session });
    expect(await fieldsOf(records, session)).toHaveLength(1);
  });

  it('invariant 11: at the same time leave no more than those of one round trip, and the next one removes these', async () => {
    const { records, logouts } = make();
    const add = () => logouts.addProviderLogout({ registration: REGISTRATION, session });
    await Promise.all(Array.from({ length: 300 }, add));
    await add();
    expect(await fieldsOf(records, session)).toHaveLength(1);
  });

  it('invariant 11: by the back channel leave one field', async () => {
    const { clock, records, logouts } = make();
    for (let n = 0; n < 300; n += 1) {
      clock.forward(1000);
      const issuedAt = clock();
      await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', session, issuedAt });
    }
    expect(await fieldsOf(records)).toHaveLength(1);
  });

  it('invariant 11: by the back channel, of ever other sessions, leave the newest 1,000', async () => {
    const { clock, records, logouts } = make();
    const add = (sid: string) =>
      logouts.addProviderLogout({
        registration: REGISTRATION,
        ident: 'work:ada',
        session: { issuer: session.issuer, sid },
        issuedAt: clock(),
      });
    for (let n = 0; n < 1010; n += 1) await add(`s${n}`);
    expect(await fieldsOf(records)).toHaveLength(1000);
  }, 30_000);

  it('invariant 11: by endAll() leave one field, and two if the hooks of logins make the calls', async () => {
    const { records, logouts } = make();
    const add = (login?: string) => logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login });
    for (let n = 0; n < 300; n += 1) await add();
    expect(await fieldsOf(records)).toHaveLength(1);
    for (let n = 0; n < 300; n += 1) await add(`login-${n}`);
    expect(await fieldsOf(records)).toHaveLength(3);
  });

  it('by the hooks of two logins, one after the other, end the first login, and the second if it had arrived before both', async () => {
    const { logouts, login } = make();
    const first = login('first');
    const second = login('second');
    for (const by of ['other', 'first', 'second', 'second'])
      await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: by });
    expect(await logouts.haveEnded(first)).toBe(true);
    expect(await logouts.haveEnded(second)).toBe(true);
  });

  it('by hooks do not hide one that the app made itself, which ends more logins', async () => {
    const { clock, logouts, login } = make();
    const before = login();
    for (const by of [undefined, 'first', 'second'])
      await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: by });
    expect(await logouts.haveEnded({ ...before, arrival: momentNow(clock) })).toBe(true);
  });

  it('by the hook of one login do not end it, although another call came before it arrived', async () => {
    const { logouts, login } = make();
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: 'other' });
    const own = { ...login('own'), arrival: login().arrival };
    for (let n = 0; n < 3; n += 1)
      await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada', login: 'own' });
    expect(await logouts.haveEnded(own)).toBe(false);
  });

  it('of another process end a login whose ID token is older than any of them, in whatever order their tokens came', async () => {
    const { clock, logouts, login, moveToAnotherProcess } = make();
    const now = clock();
    for (const issuedAt of [now, now - 2000, now - 1000])
      await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt });
    await moveToAnotherProcess(-20_000);
    expect(await logouts.haveEnded({ ...login(), issuedAt: now - 1 })).toBe(true);
    expect(await logouts.haveEnded({ ...login(), issuedAt: now })).toBe(false);
  });

  it('without a signed token do not hide one with a token', async () => {
    const { clock, logouts, login, moveToAnotherProcess } = make();
    const now = clock();
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada', issuedAt: now });
    await logouts.addProviderLogout({ registration: REGISTRATION, ident: 'work:ada' });
    await moveToAnotherProcess(-20_000);
    expect(await logouts.haveEnded({ ...login(), issuedAt: now - 1 })).toBe(true);
  });

  it('end a login that began before the first of them, although the clock was set back meanwhile', async () => {
    const { clock, logouts, login, moveToAnotherProcess } = make();
    const before = login();
    clock.forward(1);
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    clock.forward(-60_000);
    await logouts.addEndAll({ registration: REGISTRATION, ident: 'work:ada' });
    await moveToAnotherProcess();
    expect(await logouts.haveEnded(before)).toBe(true);
  });
});
