import { compactVerify, decodeJwt, importJWK } from 'jose';
import { having } from './run.js';
import { CLIENT_ID } from '../support/hostile/client-requests.js';
import { expect } from '../support/hostile/expect.js';
import type { Claims } from '../support/hostile/hostile-provider.js';
import { signedWith } from '../support/hostile/provider-keys.js';
import { expectNoSecret, scenario } from './run.js';
import type { Module } from './run.js';
import type { World, WorldOptions } from '../support/hostile/world.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The claims of a valid logout token for Alice's session (OIDC Back-Channel Logout 1.0, section 2.4). */
export function logoutClaims({ provider }: World, more: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: provider.issuer,
    aud: CLIENT_ID,
    sub: 'alice',
    sid: 'a-session',
    iat: now,
    exp: now + 120,
    jti: `${now}-${Math.random()}`,
    events: { [LOGOUT_EVENT]: {} },
    'https://id.example/unknown': true,
    ...more,
  };
}

/** Sends a logout token to the app. */
export async function sendLogoutToken(
  world: World,
  token: string,
): Promise<{ status: number; text: string; cache: string | null }> {
  const answer = await fetch(`${world.app}/backchannel-logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });
  return { status: answer.status, text: await answer.text(), cache: answer.headers.get('cache-control') };
}

/** Signs a logout token as the provider does. */
export function signLogoutToken(world: World, claims: Claims, header: Record<string, unknown> = { typ: 'logout+jwt' }) {
  return signedWith(world.provider.keys.current, claims, header);
}

/** Signs Alice in, with a session at the provider. */
export const withProviderSession: WorldOptions = { misbehaviour: { idToken: having({ sid: 'a-session' }) } };

/** Checks that the token is refused with 400, and ends no session. */
export function refusesLogout(make: (world: World) => string | Promise<string>, options: WorldOptions = {}): Module {
  return scenario(
    async (world) => {
      await world.signIn();
      const answer = await sendLogoutToken(world, await make(world));
      expect({ status: answer.status, cache: answer.cache }).toEqual({ status: 400, cache: 'no-store' });
      expect(answer.text).toContain('ERR_OAUTH_LOGOUT_TOKEN');
      expectNoSecret(world, answer.text);
      expect(world.events).not.toContain('signOut');
      await world.expectSignedIn('oidc:alice');
    },
    { ...withProviderSession, ...options },
  );
}

/** Checks that the token ends Alice's session with 200, and that her refresh token is revoked. */
export function logsOut(
  make: (world: World) => string | Promise<string> = async (world) => signLogoutToken(world, logoutClaims(world)),
  options: WorldOptions = {},
): Module {
  return scenario(
    async (world) => {
      await world.signIn();
      const taken = world.provider.nextRequest('revoke');
      expect(await sendLogoutToken(world, await make(world))).toEqual({ status: 200, text: '', cache: 'no-store' });
      await world.expectSignedOut();
      expect(world.events).toEqual(['signOut']);
      await taken;
    },
    { ...withProviderSession, ...options },
  );
}

/**
 * Signs the user out and follows to the provider's logout. The provider redirects back with this query, which is made from the state
 * that it got. Checks that the user is signed out before and after. (OIDC RP-Initiated Logout 1.0, sections 2 and 3)
 */
export function comesBack(
  query: (state: string) => string,
  { misbehaviour = {}, client = {} }: Pick<WorldOptions, 'misbehaviour' | 'client'> = {},
): Module {
  const discovery = (metadata: Claims) => ({ ...metadata, end_session_endpoint: `${String(metadata['issuer'])}/end` });
  return scenario(
    async (world) => {
      const { browser, app, provider } = world;
      await world.signIn();
      const left = await browser.get(`${app}/logout`, { from: browser.page });
      const url = new URL(left.location ?? '');
      expect(`${url.origin}${url.pathname}`).toBe(`${provider.issuer}/end`);
      expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${app}/logout`);
      const hint = url.searchParams.get('id_token_hint') ?? '';
      // A provider reads its own signed ID token there, even if it encrypts them.
      expect(decodeJwt(hint)).toMatchObject({ iss: provider.issuer, sub: 'alice' });
      await compactVerify(hint, await importJWK(provider.keys.current.jwk));
      const state = url.searchParams.get('state') ?? '';
      expect(state.length).toBeGreaterThan(20);
      await world.expectSignedOut();
      const back = await browser.get(`${app}/logout${query(state)}`);
      expect([back.status, back.text]).toEqual([200, expect.stringContaining('signed out')]);
      await world.expectSignedOut();
    },
    { misbehaviour: { ...misbehaviour, discovery }, client },
  );
}
