import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderError, ProviderUnavailableError } from '../../../src/shared/errors.js';
import type { Client, TokenSet } from '../../../src/index.js';
import { Sealer } from '../../../src/shared/sealer.js';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { handleOf } from '../../../src/records/session-handle.js';
import { TokenRefresher } from '../../../src/tokens/token-refresher.js';
import { SessionTokens } from '../../../src/tokens/session-tokens.js';
import { UnwrittenTokens } from '../../../src/tokens/unwritten-tokens.js';
import { waitUntil } from '../../support/wait-until.js';
import { manualClock } from '../manual-clock.js';

const CLIENT = { name: 'work', registration: 'ours', timeoutMs: 5000 } as Client;
const PLACE = { session: handleOf('a session'), ident: 'work:ada', client: CLIENT };
const HOUR = 3_600_000;

const clock = manualClock();
let records: MemoryRecords;
let vault: SessionTokens;
let told: string[];

beforeEach(async () => {
  records = new MemoryRecords(clock);
  vault = new SessionTokens({ records, prefix: '', sealer: new Sealer(['x'.repeat(32)]), clock, seconds: 86_400 });
  told = [];
  const now = clock();
  const tokens = { accessToken: 'a0', tokenType: 'bearer', refreshToken: 'r0', issuedAt: now, expiresAt: now + HOUR };
  await vault.save(PLACE, tokens);
});

/** The token refresher of another process, with a provider that renews tokens like this. */
function refresherWith(refresh: (tokens: TokenSet) => Promise<TokenSet>, revokes = true) {
  return refresherFor(async (tokens) => ({ tokens: await refresh(tokens) }), revokes);
}

function refresherFor(refresh: Client['refresh'], revokes = true) {
  const revoked: string[] = [];
  const client = {
    ...CLIENT,
    refresh,
    revoke: async ({ refreshToken = '' }: TokenSet) => revoked.push(refreshToken) > 0,
  } as Partial<Client> as Client;
  const emit = (event: string) => told.push(event);
  const unwritten = new UnwrittenTokens();
  const wasAway = () => true;
  const made = new TokenRefresher({ records, earlyMs: 30_000, clock, revokes, emit, unwritten, wasAway });
  const slot = vault.slot({ ...PLACE, client });
  return { tokens: (refused?: string) => made.tokens(slot, refused), revoked };
}

const renewed = (tokens: TokenSet): TokenSet => ({
  ...tokens,
  accessToken: 'a1',
  refreshToken: 'r1',
  issuedAt: clock(),
  expiresAt: clock() + HOUR,
});
const refused = () =>
  Promise.reject(new ProviderError('no', { code: 'ERR_OAUTH_TOKEN_ENDPOINT', error: 'invalid_grant' }));
const down = () => Promise.reject(new ProviderUnavailableError('down', { code: 'ERR_OAUTH_UNREACHABLE' }));

function held<T>(): { promise: Promise<T>; give: (value: T) => void; begun: Promise<void>; begin: () => void } {
  let give: (value: T) => void = () => undefined;
  let begin: () => void = () => undefined;
  const promise = new Promise<T>((resolve) => (give = resolve));
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return { promise, give, begun, begin };
}

const stored = async () => (await vault.slot(PLACE).load())?.tokens;

describe('a renewal', () => {
  it('that outlived its lock is kept, although the provider refused the next holder of the lock', async () => {
    clock.forward(2 * HOUR);
    const answer = held<TokenSet>();
    const first = refresherWith(() => (answer.begin(), answer.promise));
    const renewal = first.tokens();
    await answer.begun;
    // The process was suspended for so long that nobody waits for it any more.
    const key = `tok:{${PLACE.session}}`;
    await records.remove(`${key}/lock`, `${key}/sent`);
    await expect(refresherWith(refused).tokens()).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(await stored()).toMatchObject({ dead: true });
    answer.give(renewed({ accessToken: '', tokenType: 'bearer', issuedAt: 0 }));
    expect((await renewal).accessToken).toBe('a1');
    expect(await stored()).toMatchObject({ accessToken: 'a1', refreshToken: 'r1' });
    expect(await stored()).not.toHaveProperty('dead');
  });

  it('invariant 9: that lost its lock while the store was away gets it again, and no other process sends the refresh token', async () => {
    clock.forward(2 * HOUR);
    const answer = held<TokenSet>();
    const first = refresherWith(() => (answer.begin(), answer.promise)).tokens();
    await answer.begun;
    const lock = `tok:{${PLACE.session}}/lock`;
    const holder = await records.get(lock);
    await records.remove(lock);
    let sent = 0;
    const second = refresherWith(() => ((sent += 1), refused())).tokens();
    await waitUntil('the first process has the lock again', async () => (await records.get(lock)) === holder);
    answer.give(renewed({ accessToken: '', tokenType: 'bearer', issuedAt: 0 }));
    expect([(await first).accessToken, (await second).accessToken, sent]).toEqual(['a1', 'a1', 0]);
  });

  it('that cannot be written is used, and written once the store is back; another process does not send the old refresh token meanwhile', async () => {
    clock.forward(2 * HOUR);
    const { swap } = records;
    const first = refresherWith(async (tokens) => {
      records.swap = async (key, ...rest) => {
        if (key.endsWith('}')) throw new Error('the store is away');
        return swap.call(records, key, ...rest);
      };
      return renewed(tokens);
    });
    expect((await first.tokens()).accessToken).toBe('a1');
    await expect(first.tokens()).rejects.toThrow('the store is away');
    records.swap = swap;
    expect((await refresherWith(refused).tokens()).accessToken).toBe('a1');
    expect((await first.tokens()).accessToken).toBe('a1');
    expect(await stored()).toMatchObject({ accessToken: 'a1', refreshToken: 'r1' });
  });

  it.each([
    [true, ['r1']],
    [false, []],
  ])('whose tokens were removed meanwhile: revoked if the app wants that: %p', async (revokes, taken) => {
    clock.forward(2 * HOUR);
    const answer = held<TokenSet>();
    const first = refresherWith(() => (answer.begin(), answer.promise), revokes);
    const renewal = first.tokens();
    await answer.begun;
    await vault.take(PLACE);
    answer.give(renewed({ accessToken: '', tokenType: 'bearer', issuedAt: 0 }));
    await expect(renewal).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(first.revoked).toEqual(taken);
  });

  it('whose tokens were replaced meanwhile by others that have expired, too, renews those', async () => {
    clock.forward(2 * HOUR);
    const sent: (string | undefined)[] = [];
    const { tokens } = refresherWith(async (before) => {
      sent.push(before.refreshToken);
      const others = { ...before, accessToken: 'b0', refreshToken: 'r-of-another-sign-in' };
      if (sent.length === 1) await vault.save(PLACE, others);
      return renewed(before);
    });
    expect((await tokens()).accessToken).toBe('a1');
    expect(sent).toEqual(['r0', 'r-of-another-sign-in']);
  });

  it('that is refused after a sign-out or another sign-in ends no other tokens', async () => {
    clock.forward(2 * HOUR);
    const first = refresherWith(async () => {
      await vault.take(PLACE);
      return refused();
    });
    await expect(first.tokens()).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(told).toEqual([]);
  });
});

describe('a renewal whose answer cannot be used', () => {
  const error = new ProviderUnavailableError('nonsense', { code: 'ERR_OAUTH_BAD_RESPONSE' });

  it('stores the new refresh token, and fails once the access token has expired', async () => {
    const sent: (string | undefined)[] = [];
    const { tokens } = refresherFor(async (before) => {
      sent.push(before.refreshToken);
      return { tokens: { ...before, refreshToken: `r${sent.length}` }, error };
    });
    clock.forward(HOUR - 20_000);
    expect((await tokens()).accessToken).toBe('a0');
    expect(await stored()).toMatchObject({ accessToken: 'a0', refreshToken: 'r1' });
    clock.forward(20_000);
    await expect(tokens()).rejects.toBe(error);
    expect(sent).toEqual(['r0', 'r1']);
    expect(await stored()).toMatchObject({ refreshToken: 'r2' });
    expect(told).toEqual([]);
  });

  it('is written once the store is back, although nobody asks for it', async () => {
    clock.forward(2 * HOUR);
    const { swap } = records;
    const { tokens } = refresherFor(async (before) => {
      records.swap = async (key, ...rest) => {
        if (key.endsWith('}')) throw new Error('the store is away');
        return swap.call(records, key, ...rest);
      };
      return { tokens: { ...before, refreshToken: 'r1' }, error };
    });
    await expect(tokens()).rejects.toBe(error);
    expect(await stored()).toMatchObject({ refreshToken: 'r0' });
    records.swap = swap;
    await waitUntil('it is written', async () => (await stored())?.refreshToken === 'r1');
  });

  it('and after which the provider asks to wait is not repeated before', async () => {
    let asked = 0;
    const { tokens } = refresherFor(async (before) => {
      asked += 1;
      return { tokens: before, error, retryAfterMs: 30_000 };
    });
    clock.forward(HOUR - 20_000);
    expect((await tokens()).accessToken).toBe('a0');
    clock.forward(20_000);
    for (let call = 0; call < 3; call += 1) await expect(tokens()).rejects.toBe(error);
    expect(asked).toBe(1);
    clock.forward(10_000);
    await expect(tokens()).rejects.toBe(error);
    expect(asked).toBe(2);
    expect(await stored()).toMatchObject({ refreshToken: 'r0' });
  });
});

describe('a token that is still valid for a short time', () => {
  beforeEach(() => clock.forward(HOUR - 20_000));

  it('is used during a renewal by another request or process', async () => {
    const answer = held<TokenSet>();
    const first = refresherWith(() => (answer.begin(), answer.promise));
    const renewal = first.tokens();
    await answer.begun;
    expect((await first.tokens()).accessToken).toBe('a0');
    expect((await refresherWith(refused).tokens()).accessToken).toBe('a0');
    answer.give(renewed({ accessToken: '', tokenType: 'bearer', issuedAt: 0 }));
    expect((await renewal).accessToken).toBe('a1');
  });

  it('is used when the provider is unavailable, without a request at every call', async () => {
    let asked = 0;
    const first = refresherWith(() => ((asked += 1), down()));
    for (let call = 0; call < 5; call += 1) expect((await first.tokens()).accessToken).toBe('a0');
    expect(asked).toBe(1);
    clock.forward(10_000);
    expect((await first.tokens()).accessToken).toBe('a0');
    expect(asked).toBe(2);
    clock.forward(10_000);
    await expect(first.tokens()).rejects.toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });

  it('ends once the API has refused it and the provider does not renew it', async () => {
    await expect(refresherWith(refused).tokens('a0')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    await expect(refresherWith(refused).tokens()).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_DEAD' });
  });
});
