import { inspect } from 'node:util';
import { ProviderError } from '../../src/index.js';
import type { OAuthErrorCode, OidcOptions } from '../../src/index.js';
import type { Page } from '../support/browser.js';
import { expect } from '../support/hostile/expect.js';
import type { Parameters } from '../support/hostile/client-requests.js';
import type { FapiKind } from '../support/hostile/fapi-rules.js';
import type { Claims, Endpoint, Misbehaviour } from '../support/hostile/hostile-provider.js';
import { World } from '../support/hostile/world.js';
import type { WorldOptions } from '../support/hostile/world.js';

export { expect };

/** What a module exports: it runs one misbehaviour, and throws where the app answers it wrongly. */
export type Module = () => Promise<void>;

/** The client's option for providers that are slow or silent. */
export const impatient: Partial<OidcOptions> = { timeoutSeconds: 0.5 };

export interface Passing {
  client?: Partial<OidcOptions>;
  /** Provider and client speak FAPI 2.0. */
  fapi?: FapiKind;
  /** What else must hold once the user is signed in. */
  also?: (world: World) => Promise<void> | void;
}

export interface Rejecting {
  client?: Partial<OidcOptions>;
  /** Provider and client speak FAPI 2.0. */
  fapi?: FapiKind;
  /** The status of the error page. Default is any from 400 on. */
  status?: number;
  /** Endpoints that must not be asked once the response is back. */
  withoutCalling?: readonly Endpoint[];
  /** What the error page must not hold, beside the secrets. */
  neverShown?: string;
  /** False where a user who is signed in already sees no error: then only an anonymous one is tried. */
  signedInToo?: boolean;
  /** What else must hold in the end. */
  also?: (world: World) => Promise<void> | void;
}

/** The user is signed in, as the provider says, and what was in the anonymous session is still there. */
export function pass(misbehaviour: Misbehaviour = {}, { also, ...options }: Passing = {}): Module {
  return scenario(
    async (world) => {
      await world.browser.get(`${world.app}/cart`);
      const page = await world.signIn();
      expect({ status: page.status, text: page.text }).toEqual({
        status: 200,
        text: '{"ident":"oidc:alice","cart":"apples"}',
      });
      expect(world.provider.refused).toEqual([]);
      await also?.(world);
    },
    { misbehaviour, ...options },
  );
}

/** The login ends at the error page with this code, and leaves everything as it was before: nobody, or the same user, signed in. */
export function rejects(code: OAuthErrorCode, misbehaviour: Misbehaviour, expected: Rejecting = {}): Module {
  const { client = {}, fapi } = expected;
  const options: WorldOptions = { client, ...(fapi && { fapi }) };
  const anonymous = scenario(async (world) => {
    await world.browser.get(`${world.app}/cart`);
    world.provider.misbehave(misbehaviour);
    await failAtCallback(world, code, expected);
    await world.expectSignedOut();
    expect(await world.visitor()).toEqual({ ident: null, cart: 'apples' });
    await expected.also?.(world);
  }, options);
  const signedIn = scenario(async (world) => {
    await world.browser.get(`${world.app}/cart`);
    await world.signIn();
    world.provider.user = 'bob';
    world.provider.misbehave(misbehaviour);
    await failAtCallback(world, code, expected);
    await world.expectSignedIn('oidc:alice');
    expect(await world.visitor()).toEqual({ ident: 'oidc:alice', cart: 'apples' });
  }, options);
  return async function run() {
    await anonymous();
    if (expected.signedInToo !== false) await signedIn();
  };
}

/** The login page itself is the error page with this code and status; once the provider behaves, the next try signs in. */
export function rejectsAtLogin(
  code: OAuthErrorCode,
  status: number,
  misbehaviour: Misbehaviour,
  client: Partial<OidcOptions> = {},
  fapi?: FapiKind,
): Module {
  return scenario(
    async (world) => {
      await world.browser.get(`${world.app}/cart`);
      const page = await world.browser.open(`${world.app}/me`);
      expect({ url: page.url, status: page.status }).toEqual({
        url: `${world.app}/login?returnTo=%2Fme`,
        status,
      });
      expectErrorPage(world, page, code);
      expect(world.provider.calls('authorize')).toBe(0);
      expect(world.provider.calls('elsewhere')).toBe(0);
      await world.expectSignedOut();
      world.provider.misbehave();
      expect((await world.signIn()).text).toBe('{"ident":"oidc:alice","cart":"apples"}');
    },
    { misbehaviour, client, ...(fapi && { fapi }) },
  );
}

/** Whatever takes more than one login. */
export function scenario(play: (world: World) => Promise<void>, options: WorldOptions = {}): Module {
  return async function run() {
    const world = await World.start(options);
    try {
      await play(world);
    } finally {
      await world.close();
    }
  };
}

/** Follows a redirect to the error page, which shows the code and no secret. */
export async function expectError(world: World, answer: Page, code: OAuthErrorCode): Promise<Page> {
  expect({ status: answer.status, location: answer.location }).toEqual({
    status: 303,
    location: expect.stringContaining(`${world.app}/error?e=`),
  });
  expectHeaders(answer);
  expectNoSecret(world, answer.location ?? '');
  const page = await world.browser.follow(answer);
  expectErrorPage(world, page, code);
  return page;
}

/** All but some members: a claim or a parameter that is not sent. */
export function without(all: Parameters, ...names: string[]): Parameters {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

/** A body with more or other members. */
export function having(more: Claims): (body: Claims) => Claims {
  return (body) => ({ ...body, ...more });
}

async function failAtCallback(
  world: World,
  code: OAuthErrorCode,
  { status, withoutCalling = [], neverShown }: Rejecting,
): Promise<void> {
  const { provider, browser, app } = world;
  const begun = await world.begin('/login');
  // Whom an ID token names wrongly is not asked about any further.
  const forbidden = code === 'ERR_OAUTH_ID_TOKEN' ? [...withoutCalling, 'userinfo' as const] : withoutCalling;
  const before = forbidden.map((endpoint) => provider.calls(endpoint));
  const elsewhere = provider.calls('elsewhere');
  const page = await expectError(world, await browser.follow(begun, { until: `${app}/error` }), code);
  if (status !== undefined) expect(page.status).toBe(status);
  if (neverShown !== undefined) expect(page.text).not.toContain(neverShown);
  expect(forbidden.map((endpoint) => provider.calls(endpoint))).toEqual(before);
  expect(provider.calls('elsewhere')).toBe(elsewhere);
  expect(world.failures.map((error) => error.code)).toEqual([code]);
}

function expectErrorPage(world: World, page: Page, code: OAuthErrorCode): void {
  expect(page.text).toContain(code);
  expect(page.status).toBeGreaterThanOrEqual(400);
  expectHeaders(page);
  expectNoSecret(world, `${page.text} ${inspect([...page.headers])}`);
  for (const error of world.failures) {
    // What an app would log of it: stack and causes included, but not the provider's own words, which may hold anything.
    const words = error instanceof ProviderError ? error.errorDescription : undefined;
    expectNoSecret(
      world,
      inspect(error, { depth: 9, showHidden: true, maxStringLength: null }).replaceAll(words ?? '\0', ''),
    );
  }
}

function expectHeaders({ headers }: Page): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
}

/** Nothing that the provider, or the client and it, keep to themselves. */
export function expectNoSecret({ provider }: World, text: string): void {
  expect(
    [...provider.secrets].filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
  ).toEqual([]);
}
