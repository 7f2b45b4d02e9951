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

/** A module runs one misbehaviour, and throws if the app handles it wrongly. */
export type Module = () => Promise<void>;

/** The client option for slow or silent providers. */
export const impatient: Partial<OidcOptions> = { timeoutSeconds: 0.5 };

export interface Passing {
  client?: Partial<OidcOptions>;
  /** Whether provider and client use FAPI 2.0. */
  fapi?: FapiKind;
  /** Additional checks after the sign-in. */
  also?: (world: World) => Promise<void> | void;
}

export interface Rejecting {
  client?: Partial<OidcOptions>;
  /** Whether provider and client use FAPI 2.0. */
  fapi?: FapiKind;
  /** The status of the error page. Default is any status from 400. */
  status?: number;
  /** Endpoints that must not be called after the response. */
  withoutCalling?: readonly Endpoint[];
  /** Texts that the error page must not contain, in addition to the secrets. */
  neverShown?: string;
  /** False if a signed-in user sees no error. Then only an anonymous user is tested. */
  signedInToo?: boolean;
  /** Additional checks in the end. */
  also?: (world: World) => Promise<void> | void;
}

/** Checks that the user is signed in, and that the data of the anonymous session is still there. */
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

/** Checks that the login ends at the error page with this code, and changes nothing: nobody, or the same user, is signed in. */
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

/** Checks that the login page shows this error code and status, and that the next try signs in once the provider behaves. */
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

/** Runs a test of more than one login. */
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

/** Follows a redirect to the error page, and checks that it shows the code and no secret. */
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

/** Removes members, so that a claim or a parameter is not sent. */
export function without(all: Parameters, ...names: string[]): Parameters {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

/** Adds or changes members of a body. */
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
  // With a wrong ID token no other endpoint is called.
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
    // What an app would log, with stack and causes, but without the provider's own text, which may contain anything.
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

/** No secret of the provider or the client may appear. */
export function expectNoSecret({ provider }: World, text: string): void {
  expect(
    [...provider.secrets].filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
  ).toEqual([]);
}
