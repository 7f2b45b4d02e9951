import type { OAuthErrorCode } from '../../src/index.js';
import type { Answer } from '../support/hostile/answers.js';
import type { Misbehaviour } from '../support/hostile/hostile-provider.js';
import { expect, scenario } from './run.js';
import type { Module } from './run.js';
import type { World, WorldOptions } from '../support/hostile/world.js';

/** The access token has expired this long after the sign-in, but the session has not. */
export const EXPIRED_SECONDS = 3700;

/** Checks that an expired access token is renewed, and that the API accepts the new one. */
export function refreshes(
  misbehaviour: Misbehaviour = {},
  { also, ...options }: WorldOptions & { also?: (world: World) => Promise<void> | void } = {},
): Module {
  return scenario(async (world) => {
    await world.signIn();
    const { token: first } = await world.token();
    world.provider.misbehave(misbehaviour);
    world.advance(EXPIRED_SECONDS);
    const { token: second } = await world.token();
    expect(second).toEqual(expect.any(String));
    expect(second).not.toBe(first);
    // The new token is stored, so there is no second request.
    expect((await world.token()).token).toBe(second);
    expect(await world.call()).toMatchObject({ status: 200 });
    expect(world.provider.calls('refresh')).toBe(1);
    expect(world.events).toEqual(['token.refreshed']);
    expect(world.provider.refused).toEqual([]);
    await also?.(world);
  }, options);
}

/** Checks that a failed renewal gives the handler this code, and leaves the session and its tokens as they were. */
export function keepsTokens(code: OAuthErrorCode, misbehaviour: Misbehaviour, options: WorldOptions = {}): Module {
  return scenario((world) => failToRefresh(world, code, misbehaviour), options);
}

async function failToRefresh(world: World, code: OAuthErrorCode, misbehaviour: Misbehaviour): Promise<void> {
  await world.signIn();
  world.advance(EXPIRED_SECONDS);
  world.provider.misbehave(misbehaviour);
  expect(await world.token()).toEqual({ code });
  expect(world.events).toEqual([]);
  await world.expectSignedIn('oidc:alice');
}

/** Like `keepsTokens`, but the refresh token is still valid: once the provider behaves, the renewal works. */
export function keepsTokensUsable(
  code: OAuthErrorCode,
  misbehaviour: Misbehaviour,
  options: WorldOptions = {},
): Module {
  return scenario(async (world) => {
    await failToRefresh(world, code, misbehaviour);
    world.provider.misbehave();
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(world.events).toEqual(['token.refreshed']);
  }, options);
}

/** Checks that this answer to a refresh ends the tokens: the provider is not asked again, and the user stays signed in. */
export function endsTokens(answer: Answer, options: WorldOptions = {}): Module {
  return scenario(async (world) => {
    await world.signIn();
    world.advance(EXPIRED_SECONDS);
    world.provider.misbehave({ respond: { refresh: answer } });
    for (let call = 0; call < 3; call += 1) expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(world.provider.calls('refresh')).toBe(1);
    expect(world.events).toEqual(['token.dead']);
    await world.expectSignedIn('oidc:alice');
  }, options);
}

/**
 * The provider rotates the refresh token, and the response cannot be used. Checks that the call fails with this code, and that the next
 * one sends the new refresh token.
 */
export function keepsTheNewRefreshToken(
  code: OAuthErrorCode,
  misbehaviour: Misbehaviour,
  options: WorldOptions = {},
): Module {
  return scenario(async (world) => {
    await failToRefresh(world, code, misbehaviour);
    world.provider.misbehave();
    const { token } = await world.token();
    expect(token).toEqual(expect.any(String));
    expect((await world.token()).token).toBe(token);
    expect(world.events).toEqual(['token.refreshed']);
    const [first, second] = sentRefreshTokens(world);
    expect(second).not.toBe(first);
    expect(world.provider.refused).toEqual([]);
  }, options);
}

/** Checks that the tokens end, that the refresh token is not sent again, and that the session goes on. */
export function endsTokensAfter(misbehaviour: Misbehaviour, options: WorldOptions = {}): Module {
  return scenario(async (world) => {
    await world.signIn();
    world.advance(EXPIRED_SECONDS);
    world.provider.misbehave(misbehaviour);
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    world.provider.misbehave();
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TOKEN_DEAD' });
    expect(world.provider.calls('refresh')).toBe(1);
    expect(world.events).toEqual(['token.dead']);
    await world.expectSignedIn('oidc:alice');
  }, options);
}

/** The refresh tokens that were sent to the provider, in their order. */
export function sentRefreshTokens({ provider }: World): (string | undefined)[] {
  return provider.requests
    .filter(({ endpoint }) => endpoint === 'refresh')
    .map(({ parameters }) => parameters['refresh_token']);
}
