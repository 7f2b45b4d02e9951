import { afterEach, describe, expect, it } from '@jest/globals';
import type { TokenKey, TokenSet, TokenStore } from '../../src/index.js';
import { World } from '../conformance/world.js';

/** A table of an app's own database, as far as tokens go. */
class TokenTable implements TokenStore {
  readonly rows = new Map<string, TokenSet>();
  saves = 0;
  isAway = false;

  async load({ ident }: TokenKey): Promise<TokenSet | undefined> {
    if (this.isAway) throw new Error('connection refused');
    return this.rows.get(ident);
  }

  async save({ ident }: TokenKey, tokens: TokenSet): Promise<void> {
    if (this.isAway) throw new Error('connection refused');
    this.saves += 1;
    this.rows.set(ident, tokens);
  }

  async remove({ ident }: TokenKey): Promise<void> {
    this.rows.delete(ident);
  }
}

let world: World;
let table: TokenTable;

afterEach(() => world.close());

async function signedIn(): Promise<void> {
  table = new TokenTable();
  world = await World.start({ options: { tokenStore: table } });
  await world.signIn();
}

const logout = () => world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });

describe("tokens in the app's own store", () => {
  it('are there after a sign-in, for requests and for jobs', async () => {
    await signedIn();
    expect([...table.rows.keys()]).toEqual(['oidc:alice']);
    expect((await world.token()).token).toBe(table.rows.get('oidc:alice')?.accessToken);
    const answer = await world.auth.fetch('oidc:alice', 'api', { method: 'PUT', body: 'x' });
    expect(await answer.json()).toEqual({ user: 'alice', method: 'PUT' });
  });

  it('invariant 9: are renewed by whoever uses them, and written back once', async () => {
    await signedIn();
    world.advance(3700);
    const calls = Array.from({ length: 10 }, () => world.auth.fetch('oidc:alice', 'api'));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(world.provider.calls('refresh')).toBe(1);
    expect(table.saves).toBe(2);
    expect((await world.token()).token).toBe(table.rows.get('oidc:alice')?.accessToken);
  });

  it('stay after a logout, and are not taken back', async () => {
    await signedIn();
    await logout();
    expect(world.provider.calls('revoke')).toBe(0);
    expect((await world.auth.fetch('oidc:alice', 'api')).status).toBe(200);
  });

  it('are taken back and forgotten on demand', async () => {
    await signedIn();
    expect(await world.auth.revoke('oidc:alice')).toBe(true);
    expect(world.provider.calls('revoke')).toBe(1);
    expect(table.rows.size).toBe(0);
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(await world.auth.revoke('oidc:alice')).toBe(false);
  });

  it('that were removed while they were renewed stay removed', async () => {
    await signedIn();
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

  it('sign nobody in when they cannot be kept', async () => {
    table = new TokenTable();
    world = await World.start({ options: { tokenStore: table } });
    table.isAway = true;
    const page = await world.signIn();
    expect(page.status).toBe(503);
    expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
    await world.expectSignedOut();
  });

  it('that cannot be read are an error with a code, and nobody is signed out', async () => {
    await signedIn();
    table.isAway = true;
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_SESSION_STORE' });
    await world.expectSignedIn('oidc:alice');
  });

  it('belong to clients that there are, and to a store', async () => {
    await signedIn();
    for (const ident of ['github:1', 'alice', '', ':alice', 'oidc'])
      await expect(world.auth.fetch(ident, 'api')).rejects.toMatchObject({
        code: ident === 'oidc' ? 'ERR_OAUTH_NOT_SIGNED_IN' : 'ERR_OAUTH_CONFIG',
      });
    await world.close();
    world = await World.start();
    await expect(world.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIG',
      hint: expect.stringContaining('tokenStore'),
    });
  });
});
