import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { TokenSet } from '../../src/index.js';
import { sentRefreshTokens } from '../conformance/refreshing.js';
import { having } from '../conformance/run.js';
import { gate } from '../support/gate.js';
import { heldAnswer, status as answerWith, type HeldAnswer } from '../support/hostile/answers.js';
import { World } from '../support/hostile/world.js';
import type { WorldOptions } from '../support/hostile/world.js';
import { TokenTable } from '../support/token-table.js';
import { useEndAfterTest } from '../support/use.js';
import { waitUntil } from '../support/wait-until.js';

const failToConnect = () => {
  throw new Error('connection refused');
};
const hang = () => new Promise<void>(() => undefined);

const endAfterTest = useEndAfterTest();
let world: World;
let table: TokenTable;

async function start({ options, ...more }: WorldOptions = {}): Promise<void> {
  table = new TokenTable();
  world = endAfterTest(await World.start({ options: { tokenStore: table, ...options }, ...more }));
}

async function signIn(): Promise<void> {
  await start({ options: { redisTimeoutMs: 40 } });
  await world.signIn();
}

const logout = () => world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });

describe("tokens in the app's own store", () => {
  it('are available after a sign-in, for requests and for jobs', async () => {
    await signIn();
    expect([...table.rows.keys()]).toEqual(['oidc:alice']);
    expect((await world.token()).token).toBe(table.rows.get('oidc:alice')?.accessToken);
    const answer = await world.auth.fetch('oidc:alice', 'api', { method: 'PUT', body: 'x' });
    expect(await answer.json()).toEqual({ user: 'alice', method: 'PUT' });
  });

  it('invariant 9: are renewed by any user of them, and written back once', async () => {
    await signIn();
    world.advance(3700);
    const calls = Array.from({ length: 10 }, () => world.auth.fetch('oidc:alice', 'api'));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(world.provider.calls('refresh')).toBe(1);
    expect(table.saves).toBe(2);
    expect((await world.token()).token).toBe(table.rows.get('oidc:alice')?.accessToken);
  });

  it.each<[lost: string, key: unknown]>([
    ['without', undefined],
    ['with a text in the place of', '{"kty":"EC"}'],
    ['with the half of', { kty: 'EC', crv: 'P-256', x: 'half' }],
  ])('that are bound to a key are not sent %s it, and the app gets an error', async (_lost, key) => {
    await start({ fapi: 'without nonces' });
    await world.signIn();
    expect(await world.call()).toMatchObject({ status: 200 });
    const calls = world.provider.calls('api');
    for (const tokens of table.rows.values()) Object.assign(tokens, { dpopKey: key });
    expect(await world.call()).toEqual({ code: 'ERR_OAUTH_SESSION_STORE' });
    expect(world.provider.calls('api')).toBe(calls);
  });

  it('are marked dead when the provider refuses them in words of its own, and no job asks again', async () => {
    await signIn();
    world.provider.misbehave({
      respond: { refresh: answerWith(400, '{"status":400,"message":"Invalid refresh token"}') },
    });
    world.advance(3700);
    for (let job = 0; job < 3; job += 1)
      await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(world.provider.calls('refresh')).toBe(1);
    expect(table.rows.get('oidc:alice')).toMatchObject({ dead: true });
    expect(table.rows.get('oidc:alice')).not.toHaveProperty('refreshToken');
  });

  it('stay after a logout, and are not revoked', async () => {
    await signIn();
    await logout();
    expect(world.provider.calls('revoke')).toBe(0);
    expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
  });

  it('are revoked and removed on demand', async () => {
    await signIn();
    expect(await world.auth.revoke('oidc:alice')).toBe(true);
    expect(world.provider.calls('revoke')).toBe(1);
    expect(table.rows.size).toBe(0);
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(await world.auth.revoke('oidc:alice')).toBe(false);
  });

  it('that were removed during a renewal stay removed', async () => {
    await signIn();
    world.advance(3700);
    world.provider.misbehave({
      respond: {
        refresh: (_req, _res, behave) => {
          table.rows.clear();
          behave();
        },
      },
    });
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(table.rows.size).toBe(0);
    expect(world.provider.calls('revoke')).toBe(1);
  });

  it('sign nobody in when they cannot be stored', async () => {
    await start();
    table.fault = failToConnect;
    const page = await world.signIn();
    expect(page.status).toBe(503);
    expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
    await world.expectSignedOut();
  });

  it('that cannot be read are an error with a code, and nobody is signed out', async () => {
    await signIn();
    table.fault = failToConnect;
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_SESSION_STORE' });
    await world.expectSignedIn('oidc:alice');
  });

  it.each([
    ['is away', failToConnect],
    ['hangs', hang],
  ])('do not prevent a sign-out when their store %s', async (_how, fault) => {
    await signIn();
    table.fault = fault;
    expect((await logout()).status).toBe(303);
    await world.expectSignedOut();
    expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_SESSION_STORE']);
  });

  it('that a hanging store does not accept are used, and written once it works again', async () => {
    await signIn();
    world.advance(3700);
    const old = table.rows.get('oidc:alice');
    const { fault } = table;
    table.fault = (tokens) => (tokens ? hang() : undefined);
    expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
    expect(table.rows.get('oidc:alice')).toEqual(old);
    table.fault = fault;
    await waitUntil('they are written', async () => table.rows.get('oidc:alice')?.accessToken !== old?.accessToken);
    expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
    expect(world.provider.calls('refresh')).toBe(1);
  });

  it('keep the refresh token of the first sign-in if the next one has none', async () => {
    await signIn();
    const first = table.rows.get('oidc:alice');
    world.provider.misbehave({ tokenResponse: having({ refresh_token: undefined }) });
    await world.browser.open(`${world.app}/login?returnTo=/me`);
    const second = table.rows.get('oidc:alice');
    expect(second).toMatchObject({ refreshToken: first?.refreshToken });
    expect(second?.accessToken).not.toBe(first?.accessToken);
  });

  it('that are revoked during a renewal are removed, and so are the new ones', async () => {
    await signIn();
    world.advance(3700);
    const [saving, saved] = [gate(), gate()];
    table.fault = async (tokens) => {
      if (!tokens) return;
      saving.open();
      await saved.opened;
    };
    const job = world.auth.fetch('oidc:alice', 'api');
    await saving.opened;
    const revoked = world.auth.revoke('oidc:alice');
    saved.open();
    expect((await job).status).toBe(200);
    expect(await revoked).toBe(true);
    expect(table.rows.size).toBe(0);
    expect((await world.auth.fetch('oidc:alice', 'api').catch((error: unknown) => error)) as object).toMatchObject({
      code: 'ERR_OAUTH_NOT_SIGNED_IN',
    });
  });

  describe('whose renewal takes longer than the client waits', () => {
    let held: HeldAnswer;
    const late = { code: 'ERR_OAUTH_TIMEOUT', status: 504 };

    /** The provider has rotated the refresh token, and does not answer yet. */
    async function startSlowly(options: WorldOptions = {}): Promise<void> {
      await start({ client: { timeoutSeconds: 0.5 }, ...options });
      await world.signIn();
      world.advance(3700);
      held = heldAnswer();
      world.provider.misbehave({ respond: { refresh: held.answer } });
      await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject(late);
      world.provider.misbehave();
    }

    it('invariant 9: are stored when they arrive, for a request and a job', async () => {
      await startSlowly();
      const saves = table.saves;
      expect(await world.token()).toEqual({ code: late.code });
      held.release();
      await waitUntil('they are stored', async () => table.saves === saves + 1);
      expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
      expect((await world.token()).token).toBe(table.rows.get('oidc:alice')?.accessToken);
      expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([1, []]);
    });

    it('are revoked at once, and when they arrive', async () => {
      await startSlowly();
      expect(await world.auth.revoke('oidc:alice')).toBe(true);
      held.release();
      await waitUntil('both are revoked', async () => world.provider.calls('revoke') === 2);
      expect(table.rows.size).toBe(0);
    });

    it('do not replace those of another sign-in, which does not wait', async () => {
      await startSlowly();
      await world.browser.open(`${world.app}/login?returnTo=/me`);
      const second = table.rows.get('oidc:alice');
      held.release();
      expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
      world.advance(3700);
      expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
      expect(sentRefreshTokens(world)[1]).toBe(second?.refreshToken);
      expect([world.provider.calls('revoke'), world.provider.refused]).toEqual([0, []]);
    });

    it('bring their refresh token to those of another sign-in that has none', async () => {
      await startSlowly();
      const first = table.rows.get('oidc:alice');
      world.provider.misbehave({ tokenResponse: having({ refresh_token: undefined }) });
      await world.browser.open(`${world.app}/login?returnTo=/me`);
      const second = table.rows.get('oidc:alice');
      held.release();
      const current = () => table.rows.get('oidc:alice');
      await waitUntil('it is there', async () => current()?.refreshToken !== first?.refreshToken);
      expect(current()?.accessToken).toBe(second?.accessToken);
      world.advance(3700);
      expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
      expect(world.provider.refused).toEqual([]);
    });

    it('invariant 9: do not replace a newer refresh token beside the same access token', async () => {
      await start();
      await world.signIn();
      world.advance(3700);
      // As another process does whose answer could not be used, but for its refresh token.
      const replaceToken = () => {
        const row = table.rows.get('oidc:alice');
        if (row?.refreshToken !== 'newer')
          table.rows.set('oidc:alice', { ...(row as TokenSet), refreshToken: 'newer' });
      };
      world.provider.misbehave({ respond: { refresh: (_req, _res, behave) => (replaceToken(), behave()) } });
      await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_DEAD' });
      expect(sentRefreshTokens(world)[1]).toBe('newer');
    });

    it('invariant 9: of which only the refresh token can be used are stored, too', async () => {
      await start();
      await world.signIn();
      world.advance(3700);
      world.provider.misbehave({ refreshResponse: having({ id_token: 'no JWT' }) });
      for (let call = 0; call < 2; call += 1)
        await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN' });
      world.provider.misbehave();
      expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
      expect(new Set(sentRefreshTokens(world)).size).toBe(3);
      expect(world.provider.refused).toEqual([]);
    });
  });

  it('appear in no error and no event, whatever the store throws', async () => {
    await signIn();
    table.fault = (tokens) => {
      throw Object.assign(new Error(`insert into tokens values ('${tokens?.accessToken}')`), { code: '08006' });
    };
    expect((await world.browser.open(`${world.app}/login?returnTo=/me`)).status).toBe(503);
    const printed = inspect(world.failures, { depth: 9, showHidden: true });
    expect(printed).toContain('08006');
    expect(printed).not.toContain('insert into');
    table.load = () => {
      throw new Error('at once');
    };
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_SESSION_STORE' });
  });

  it.each<[what: string, thrown: () => unknown]>([
    ['an error whose name is a symbol', () => Object.assign(new Error('x'), { name: Symbol('x') })],
    ['a revoked Proxy', () => revokedProxy()],
    ['nothing', () => null],
  ])('are not found where the store throws %s, which is an error of the store', async (_what, thrown) => {
    await signIn();
    table.load = () => {
      throw thrown();
    };
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_SESSION_STORE' });
  });

  it('with a null expiresAt in the database do not expire', async () => {
    await signIn();
    const row = table.rows.get('oidc:alice');
    if (row) table.rows.set('oidc:alice', { ...row, expiresAt: null as never });
    world.advance(3700);
    expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
    expect(world.provider.calls('refresh')).toBe(0);
  });

  it('need an existing client and a token store', async () => {
    await signIn();
    for (const ident of ['github:1', 'alice', '', ':alice', 'oidc', 5 as never, undefined as never])
      await expect(world.auth.fetch(ident, 'api')).rejects.toMatchObject({
        code: ident === 'oidc' ? 'ERR_OAUTH_NOT_SIGNED_IN' : 'ERR_OAUTH_CONFIG',
      });
    world = endAfterTest(await World.start());
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIG',
      hint: expect.stringContaining('tokenStore'),
    });
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
