import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Client, TokenSet } from '../../../src/index.js';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { handleOf } from '../../../src/records/session-handle.js';
import { Sealer } from '../../../src/shared/sealer.js';
import { SessionTokens } from '../../../src/tokens/session-tokens.js';
import { TokenRefresher } from '../../../src/tokens/token-refresher.js';
import type { TokenAddress } from '../../../src/tokens/token-slot.js';
import { TokenRepository } from '../../../src/tokens/token-repository.js';
import { UnwrittenTokens } from '../../../src/tokens/unwritten-tokens.js';
import { gate, type Gate } from '../../support/gate.js';
import { waitUntil } from '../../support/wait-until.js';
import { manualClock } from '../manual-clock.js';

const HOUR = 3_600_000;
const clock = manualClock();
const first = handleOf('one');
const second = handleOf('two');
const third = handleOf('three');
const revoked: string[] = [];
const OLD: TokenSet = { accessToken: 'a0', tokenType: 'bearer', refreshToken: 'r0', issuedAt: 0, expiresAt: clock() };
const NEW: TokenSet = { ...OLD, accessToken: 'a1', refreshToken: 'r1', expiresAt: clock() + 999 * HOUR };

let records: MemoryRecords;
let vault: SessionTokens;
let repository: TokenRepository;
let answered: Gate;
let asked: Gate;
let isAway: boolean;
let isHanging: boolean;

const client = {
  name: 'work',
  registration: 'ours',
  timeoutMs: 2000,
  refresh: async () => {
    asked.open();
    await answered.opened;
    return { tokens: NEW };
  },
  revoke: async ({ refreshToken = '' }: TokenSet) => revoked.push(refreshToken) > 0,
} as Partial<Client> as Client;
const ofSignIn = (session = first): TokenAddress => ({ session, ident: 'work:ada', client });

beforeEach(() => {
  clock.forward(2 * HOUR);
  records = new MemoryRecords(clock);
  vault = new SessionTokens({ records, prefix: '', sealer: new Sealer(['x'.repeat(32)]), clock, seconds: 86_400_000 });
  repository = new TokenRepository({ sessionTokens: vault, storeTokens: undefined, records });
  [asked, answered] = [gate(), gate()];
  revoked.length = 0;
  isAway = false;
  isHanging = false;
});

/** Another process, which loses the store while `isAway`. */
function otherProcess() {
  const itsRecords = new Proxy(records, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...parts: unknown[]) => Promise<unknown>;
      return async (...parts: unknown[]) => {
        if (isAway) throw new Error('the store is away');
        if (isHanging) await new Promise(() => undefined);
        return method.apply(target, parts);
      };
    },
  });
  return processOn(itsRecords);
}

function processOn(itsRecords: MemoryRecords) {
  const sealer = new Sealer(['x'.repeat(32)]);
  const itsVault = new SessionTokens({ records: itsRecords, prefix: '', sealer, clock, seconds: 86_400_000 });
  const unwritten = new UnwrittenTokens();
  const wasAway = () => true;
  const emit = () => undefined;
  const refresher = new TokenRefresher({
    records: itsRecords,
    earlyMs: 0,
    clock,
    revokes: true,
    emit,
    unwritten,
    wasAway,
  });
  return { tokens: (address: TokenAddress) => refresher.tokens(itsVault.slot(address)) };
}

const stored = async (address: TokenAddress) => (await vault.slot(address).load())?.tokens;

describe('new tokens that their process cannot write', () => {
  it.each([
    ['once', [second]],
    ['twice', [second, third]],
  ])(
    'invariant 9: bring their refresh token to a sign-in that went on with the old one %s',
    async (_often, sessions) => {
      await vault.save(ofSignIn(), OLD);
      const other = otherProcess();
      const renewal = other.tokens(ofSignIn());
      await asked.opened;
      isAway = true;
      answered.open();
      expect((await renewal).accessToken).toBe('a1');
      let before = first;
      for (const session of sessions) {
        const carried = await repository.loadToCarryOver(ofSignIn(before), session);
        await vault.save(ofSignIn(session), {
          ...NEW,
          accessToken: 'of the sign-in',
          refreshToken: carried?.refreshToken ?? '',
        });
        await vault.takeFrom(ofSignIn(before));
        before = session;
      }
      expect(await stored(ofSignIn(before))).toMatchObject({ refreshToken: 'r0' });
      isAway = false;
      await waitUntil('they are there', async () => (await stored(ofSignIn(before)))?.refreshToken === 'r1');
      expect(await stored(ofSignIn(before))).toMatchObject({ accessToken: 'of the sign-in' });
      expect(revoked).toEqual([]);
    },
  );

  it('keep no caller waiting while the store hangs', async () => {
    await vault.save(ofSignIn(), OLD);
    const other = otherProcess();
    const renewal = other.tokens(ofSignIn());
    await asked.opened;
    isAway = true;
    answered.open();
    await renewal;
    [isAway, isHanging] = [false, true];
    const began = performance.now();
    const callers = await Promise.allSettled([1, 2, 3].map(() => other.tokens(ofSignIn())));
    const failed = { status: 'rejected', reason: expect.objectContaining({ code: 'ERR_OAUTH_SESSION_STORE' }) };
    expect(callers).toEqual([failed, failed, failed]);
    expect(performance.now() - began).toBeLessThan(2900);
  });

  it('are revoked after a sign-out, and leave other tokens as they are', async () => {
    await vault.save(ofSignIn(), OLD);
    const renewal = otherProcess().tokens(ofSignIn());
    await asked.opened;
    isAway = true;
    answered.open();
    await renewal;
    await repository.loadToCarryOver(ofSignIn(), second);
    await vault.takeFrom(ofSignIn());
    const others = { ...NEW, accessToken: 'b', refreshToken: 's' };
    await vault.save(ofSignIn(second), others);
    isAway = false;
    await waitUntil('they are revoked', async () => revoked.length > 0);
    expect(revoked).toEqual(['r1']);
    expect(await stored(ofSignIn(second))).toEqual(others);
  });
});

describe('tokens of a connection that are moved during their renewal', () => {
  const ofConnection = (session = first): TokenAddress => ({ ...ofSignIn(session), connectedTo: 'main:ada' });

  it('invariant 9: get the new ones after two moves, and callers wait for them meanwhile', async () => {
    await vault.save(ofConnection(), OLD);
    const impatient = otherProcess()
      .tokens(ofConnection())
      .catch((error: unknown) => error);
    await asked.opened;
    expect(await repository.move(ofConnection(), second)).toBe(true);
    expect(await repository.move(ofConnection(second), third)).toBe(true);
    expect(await impatient).toMatchObject({ status: 504 });
    const caller = otherProcess();
    await expect(caller.tokens(ofConnection(third))).rejects.toMatchObject({ code: 'ERR_OAUTH_TIMEOUT', status: 504 });
    const patient = caller.tokens(ofConnection(third));
    answered.open();
    expect(await patient).toMatchObject({ accessToken: 'a1' });
    expect(await stored(ofConnection(third))).toEqual(NEW);
    expect(revoked).toEqual([]);
  }, 20_000);

  it('invariant 9: keep their refresh token if the renewal never ends, and send it again after a while', async () => {
    await vault.save(ofConnection(), OLD);
    await vault.moveDuringRenewal(ofConnection(), second);
    expect(await stored(ofConnection(second))).not.toHaveProperty('refreshToken');
    clock.forward(90_000);
    answered.open();
    expect(await otherProcess().tokens(ofConnection(second))).toMatchObject({ accessToken: 'a1' });
  });
});
