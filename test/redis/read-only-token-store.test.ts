import { beforeEach, describe, expect, it } from '@jest/globals';
import { oauth, oidc } from '../../src/index.js';
import type { OAuth, OAuthOptions } from '../../src/index.js';
import { sentRefreshTokens } from '../conformance/refreshing.js';
import { having } from '../conformance/run.js';
import { World } from '../support/hostile/world.js';
import { TokenTable } from '../support/token-table.js';
import { useEndAfterTest } from '../support/use.js';
import { useRedis } from '../support/use-redis.js';
import { waitUntil } from '../support/wait-until.js';

const redis = useRedis();
const endAfterTest = useEndAfterTest();
const failToWrite = (tokens: unknown) => {
  if (tokens) throw new Error('cannot execute UPDATE in a read-only transaction');
};

let table: TokenTable;
let world: World;
let other: OAuth;

/** An app of which two processes run, and its user alice. */
beforeEach(async () => {
  table = new TokenTable();
  const options: OAuthOptions = { tokenStore: table, redis: redis().url };
  world = endAfterTest(await World.start({ options: { ...options, records: undefined } }));
  endAfterTest(world.auth);
  const clock = () => world.now;
  const client = { ...world.provider.client, name: 'oidc', apiBase: `${world.provider.issuer}/`, clock };
  const secret = 'a secret of more than 32 characters';
  other = endAfterTest(oauth(null, oidc(client), { ...options, secret, clock }));
  await world.signIn();
});

const row = () => table.rows.get('oidc:alice');
const inOtherProcess = () => other.fetch('oidc:alice', 'api').then(({ status }) => status);

describe('a token store that reads but cannot write', () => {
  it('invariant 9: renewed tokens are used by all processes, and no refresh token is sent twice', async () => {
    const first = row();
    const { fault } = table;
    table.fault = failToWrite;
    for (let renewal = 1; renewal <= 3; renewal += 1) {
      world.advance(3700);
      expect(await world.token()).toEqual({ token: expect.any(String) });
      expect(await inOtherProcess()).toBe(200);
      world.advance(3700);
      expect(await inOtherProcess()).toBe(200);
      expect(await world.token()).toEqual({ token: expect.any(String) });
    }
    expect(row()).toEqual(first);
    expect(new Set(sentRefreshTokens(world)).size).toBe(6);
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([6, []]);
    table.fault = fault;
    await waitUntil('the newest are written', async () => row()?.refreshToken !== first?.refreshToken);
    expect((await world.token()).token).toBe(row()?.accessToken);
    world.advance(3700);
    expect(await inOtherProcess()).toBe(200);
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([7, []]);
    expect(await redis().run((client) => client.keys('*/unwritten'))).toEqual([]);
  }, 60_000);

  it('invariant 9: tokens that wait are written by another process, if the first one has ended', async () => {
    const first = row();
    const { fault } = table;
    table.fault = failToWrite;
    world.advance(3700);
    await world.token();
    world.auth.close();
    table.fault = fault;
    expect(await inOtherProcess()).toBe(200);
    await waitUntil('they are written', async () => row()?.refreshToken !== first?.refreshToken);
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([1, []]);
  });

  it('invariant 9: a sign-in without a refresh token goes on with the one that waits', async () => {
    const { fault } = table;
    table.fault = failToWrite;
    world.advance(3700);
    await world.token();
    world.provider.misbehave({ tokenResponse: having({ refresh_token: undefined }) });
    table.fault = fault;
    await world.browser.open(`${world.app}/login?returnTo=/me`);
    world.advance(3700);
    expect(await inOtherProcess()).toBe(200);
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([2, []]);
  });

  it('tokens that wait are revoked and forgotten on demand', async () => {
    const { fault } = table;
    table.fault = failToWrite;
    world.advance(3700);
    await world.token();
    table.fault = fault;
    expect(await other.revoke('oidc:alice')).toBe(true);
    expect(table.rows.size).toBe(0);
    expect(await redis().run((client) => client.keys('*/unwritten'))).toEqual([]);
    await expect(inOtherProcess()).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
  });
});
