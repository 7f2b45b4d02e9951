import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { OAuthOptions, OidcOptions, Requirement } from '../../src/index.js';
import { HostileProvider } from '../support/hostile/hostile-provider.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { having } from '../conformance/run.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';

const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider().client }));
let app: SignInApp;
let browser: Browser;
let now: number;
let served: number;

beforeEach(async () => {
  browser = new Browser();
  now = Date.now();
  served = 0;
});

/** Starts an app with a route that has a requirement, and signs a user in. */
async function start(
  requirement: Requirement = { check: () => true },
  client: Partial<OidcOptions> = {},
  options: OAuthOptions = {},
): Promise<void> {
  const clock = () => now;
  app = await startApp({
    client: { ...provider().client, clock, ...client },
    options: { clock, skip: ['/', '/open', '/free'], ...options },
    routes(server, auth) {
      server.use(['/wire', '/open'], auth.require(requirement), (_req, res) => {
        served += 1;
        res.send('wired');
      });
      server.get('/api', async (req, res) => {
        if (!(await auth.stepUp(req, res, await requireUser(req).fetch(`${provider().issuer}/api`))))
          res.send('no step-up');
      });
    },
  });
  await browser.open(`${app.url}/me`);
}

const seconds = (ago = 0) => Math.floor(now / 1000) - ago;
/** The parameters of the last authorization request. */
const lastRequest = () => provider().requests.findLast(({ endpoint }) => endpoint === 'authorize')?.parameters ?? {};
const fulfilRequirement = () =>
  provider().misbehave({ idToken: (claims) => ({ ...claims, auth_time: seconds(), acr: 'phr', amr: ['hwk', 'mfa'] }) });

async function signedIn(visitor: Browser): Promise<Browser> {
  await visitor.open(`${app.url}/login`);
  return visitor;
}

async function signedOut(): Promise<Browser> {
  await browser.post(`${app.url}/logout`, {}, { from: await browser.open(`${app.url}/me`) });
  return browser;
}

describe('auth.require()', () => {
  it('redirects a page visit to a new sign-in with the requirement, and lets it through when that is fulfilled', async () => {
    await start({ maxAge: 300, acr: ['phr', 'phrh'], amr: ['mfa'] });
    fulfilRequirement();
    const page = await browser.open(`${app.url}/wire?to=bob`);
    expect([page.text, page.url]).toEqual(['wired', `${app.url}/wire?to=bob`]);
    expect(lastRequest()).toMatchObject({ max_age: '300', acr_values: 'phr phrh', prompt: 'login' });
    await browser.open(`${app.url}/wire`);
    expect(provider().calls('authorize')).toBe(2);
    now += 331_000;
    provider().misbehave({ idToken: having({ auth_time: seconds(), acr: 'phrh', amr: ['mfa'], iat: seconds() }) });
    await browser.open(`${app.url}/wire`);
    expect(provider().calls('authorize')).toBe(3);
  });

  it.each<[what: string, requirement: Requirement, claims: object]>([
    ['another class', { acr: 'phr' }, { acr: 'pwd' }],
    ['no class', { acr: 'phr' }, {}],
    ['a class that is no text', { acr: 'phr' }, { acr: ['phr'] }],
    ['fewer methods', { amr: ['pwd', 'mfa'] }, { amr: ['pwd'] }],
    ['methods in a text', { amr: ['mfa'] }, { amr: 'mfa' }],
  ])('refuses with 403, without a loop, when the provider answers %s', async (_what, requirement, claims) => {
    await start(requirement);
    provider().misbehave({ idToken: (all) => ({ ...all, ...claims }) });
    const page = await browser.open(`${app.url}/wire`);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_FORBIDDEN')]);
    expect(provider().calls('authorize')).toBe(2);
    expect((await browser.open(`${app.url}/wire`)).status).toBe(403);
    expect(provider().calls('authorize')).toBe(2);
    // The user is still signed in, and is asked again after a while.
    expect((await browser.get(`${app.url}/me`)).status).toBe(200);
    now += 61_000;
    expect((await browser.get(`${app.url}/wire`)).status).toBe(303);
    expect(served).toBe(0);
  });

  it.each([
    ['an old time', { auth_time: Math.floor(Date.now() / 1000) - 4000 }],
    ['no time', {}],
    ['a time in words', { auth_time: 'now' }],
  ])('lets nobody through when the provider answers %s, and the session stays', async (_what, claims) => {
    await start({ maxAge: 300 });
    provider().misbehave({ idToken: (all) => ({ ...all, ...claims }) });
    const page = await browser.open(`${app.url}/wire`);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_FORBIDDEN')]);
    expect((await browser.get(`${app.url}/me`)).status).toBe(200);
    expect(served).toBe(0);
  });

  it('asks again when an authentication has become too old, also within a minute', async () => {
    await start({ maxAge: 10 });
    provider().misbehave({ idToken: (claims) => ({ ...claims, iat: seconds(), auth_time: seconds() }) });
    expect((await browser.open(`${app.url}/wire`)).text).toBe('wired');
    now += 45_000;
    expect((await browser.get(`${app.url}/wire`)).status).toBe(303);
    expect((await browser.open(`${app.url}/wire`)).text).toBe('wired');
  });

  it('asks again when a late link finds an old authentication', async () => {
    await start({ maxAge: 300 });
    app.app.get('/strong', app.auth.require({ acr: 'phr' }), (_req, res) => void res.send('strong'));
    let said: Record<string, unknown> = { auth_time: seconds() };
    provider().misbehave({ idToken: (claims) => ({ ...claims, iat: seconds(), exp: seconds() + 300, ...said }) });
    expect((await browser.open(`${app.url}/wire`)).text).toBe('wired');
    now += 400_000;
    said = { auth_time: seconds() };
    expect((await browser.open(`${app.url}/wire`)).text).toBe('wired');
    now += 10_000;
    const headers = { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
    const refused = await browser.get(`${app.url}/strong`, { headers });
    const { loginUrl } = JSON.parse(refused.text) as { loginUrl: string };
    now += 600_000;
    // The provider asks only for another factor.
    said = { auth_time: seconds(610), acr: 'phr' };
    await browser.open(loginUrl);
    expect(await browser.get(`${app.url}/wire`)).toMatchObject({
      status: 303,
      location: expect.stringContaining('ticket='),
    });
  });

  it('does not loop when two requirements of a route contradict each other, however long each round takes', async () => {
    await start();
    app.app.get('/both', app.auth.require({ acr: 'one' }), app.auth.require({ acr: 'other' }), (_req, res) => {
      res.send('both');
    });
    provider().misbehave({
      idToken: (claims) => ({ ...claims, iat: seconds(), exp: seconds() + 300, acr: lastRequest()['acr_values'] }),
      respond: {
        authorize: (_req, _res, behave) => {
          now += 20_000;
          behave();
        },
      },
    });
    expect((await browser.open(`${app.url}/both`)).text).toContain('ERR_OAUTH_FORBIDDEN');
    expect(provider().calls('authorize')).toBe(3);
  });

  it('ignores a time in the future: one in milliseconds would be valid for ever', async () => {
    await start({ maxAge: 300 });
    provider().misbehave({ idToken: (claims) => ({ ...claims, auth_time: now }) });
    expect((await browser.open(`${app.url}/wire`)).status).toBe(403);
    expect(served).toBe(0);
  });

  it('answers a program with 401, the login URL and the requirement (RFC 9470)', async () => {
    await start({ maxAge: 60, acr: 'phr' });
    const answer = await browser.get(`${app.url}/wire`, {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: 'application/json' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      'StepUp error="insufficient_user_authentication", acr_values="phr", max_age="60"',
    );
    const { code, loginUrl } = JSON.parse(answer.text) as { code: string; loginUrl: string };
    expect(code).toBe('ERR_OAUTH_STEP_UP');
    fulfilRequirement();
    expect((await browser.open(loginUrl)).text).toBe('wired');
  });

  it('returns after a form post to the page with the form', async () => {
    await start({ acr: 'phr' });
    fulfilRequirement();
    const form = await browser.open(`${app.url}/?form`);
    const page = await browser.follow(
      await browser.post(`${app.url}/wire`, { to: 'bob' }, { from: form, headers: { referer: `${app.url}/?form` } }),
    );
    expect(page.url).toBe(`${app.url}/?form`);
    expect(served).toBe(0);
    expect((await browser.post(`${app.url}/wire`, { to: 'bob' }, { from: page })).text).toBe('wired');
  });

  it.each<[own: Record<string, string>, requirement: Requirement, sent: Record<string, string>]>([
    [{ max_age: '0' }, { maxAge: 7200, acr: 'phr' }, { max_age: '0', acr_values: 'phr' }],
    [{ max_age: '7200' }, { maxAge: 60, acr: 'phr' }, { max_age: '60', acr_values: 'phr' }],
    [{ prompt: 'login' }, { acr: 'phr' }, { prompt: 'login', acr_values: 'phr' }],
    [{ prompt: 'consent' }, { amr: ['mfa'] }, { prompt: 'login' }],
    [{ acr_values: 'pwd phr' }, { acr: ['phrh', 'phr'] }, { acr_values: 'phr' }],
  ])('asks for no less than the client always does: %j and %j', async (own, requirement, sent) => {
    provider().misbehave({ idToken: having({ auth_time: seconds() }) });
    await start(requirement, { authorizationParams: own });
    await browser.follow(await browser.get(`${app.url}/wire`), { until: `${app.url}/redirect` });
    expect(lastRequest()).toMatchObject(sent);
  });

  it.each<[whose: string, visitor: () => Promise<Browser>]>([
    ['nobody', async () => new Browser()],
    ['another user or session', async () => signedIn(new Browser())],
    ['the same browser, signed in anew', async () => signedIn(browser)],
    ['the same browser, signed out', signedOut],
  ])('a step-up link that %s opens begins a plain sign-in', async (_who, visitor) => {
    provider().misbehave({ idToken: having({ auth_time: seconds() }) });
    await start({ maxAge: 60, acr: 'phr', amr: ['mfa'] }, { authorizationParams: { max_age: '900' } });
    const { location: link } = await browser.get(`${app.url}/wire?to=bob`);
    expect(link).toContain('ticket=');
    fulfilRequirement();
    const other = await visitor();
    const begun = await other.get(link ?? '');
    expect(begun.status).toBe(303);
    await other.follow(begun, { until: `${app.url}/redirect` });
    expect(lastRequest()).toMatchObject({ max_age: '900' });
    expect(lastRequest()).not.toHaveProperty('acr_values');
    expect(lastRequest()).not.toHaveProperty('prompt');
    // It ends at the page, where the step-up is asked for again if necessary.
    expect((await other.open(link ?? '')).url).toBe(`${app.url}/wire?to=bob`);
  });

  it('refuses at once if another sign-in cannot fulfil the requirement', async () => {
    const requirements: Requirement[] = [
      { groups: ['admins'] },
      { claims: { email: 'boss@example.com' } },
      { claims: { constructor: true } },
      { check: () => false },
      { check: (() => 'yes') as never },
    ];
    for (const requirement of requirements) {
      await start(requirement);
      const answer = await browser.open(`${app.url}/wire`);
      expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_FORBIDDEN')]);
      await app.close();
      browser = new Browser();
    }
    expect(provider().calls('authorize')).toBe(requirements.length);
    await start({ check: () => Promise.reject(new Error('the database is down')) });
    expect((await browser.open(`${app.url}/wire`)).text).toContain('ERR_OAUTH_HOOK');
    expect(served).toBe(0);
  });

  it('lets a user with the group, the claims and the consent of the check in', async () => {
    provider().misbehave({ userinfo: having({ groups: ['staff', 'admins'], roles: ['a', 'b'] }) });
    const requirement: Requirement = {
      groups: ['owners', 'admins'],
      claims: { email: 'alice@example.com', roles: 'b', email_verified: true },
      check: async (auth, req) => auth.ident === 'oidc:alice' && req.query['x'] === '1',
    };
    await start(requirement, { groups: { claim: 'groups' } });
    expect((await browser.open(`${app.url}/wire?x=1`)).text).toBe('wired');
  });

  it.each<[claims: NonNullable<Requirement['claims']>, info: Record<string, unknown>, status: number]>([
    [{ email: 'alice@example.com' }, { email_verified: undefined }, 403],
    [{ email: 'alice@example.com' }, { email_verified: false }, 403],
    [{ email: 'alice@example.com' }, { email_verified: 'true' }, 200],
    [{ phone_number: '+44 1' }, { phone_number: '+44 1' }, 403],
    [{ phone_number: '+44 1' }, { phone_number: '+44 1', phone_number_verified: true }, 200],
    [{ scope: 'orders:write' }, { scope: 'openid orders:write' }, 200],
    [{ scp: 'orders:write' }, { scp: 'openid orders:read' }, 403],
    [{ roles: 'b' }, { roles: 'a b' }, 403],
  ])('the claims %j of a user with %j: %i', async (claims, info, status) => {
    provider().misbehave({ userinfo: having(info), idToken: having({ email_verified: undefined }) });
    await start({ claims });
    expect((await browser.open(`${app.url}/wire`)).status).toBe(status);
  });

  it('guards a public route, too', async () => {
    await start({ acr: 'phr' });
    const stranger = new Browser();
    expect(await stranger.get(`${app.url}/open`)).toMatchObject({
      status: 303,
      location: expect.stringContaining('/login?returnTo=%2Fopen'),
    });
  });

  it.each(['/open', '/wire', '/me'])(
    '%s asks a user to sign in whom checkInvalid has signed out itself',
    async (path) => {
      let isBanned = false;
      const checkInvalid: OAuthOptions['checkInvalid'] = (_req, session) => {
        if (isBanned) delete session.auth;
      };
      await start({ check: () => true }, {}, { checkInvalid });
      isBanned = true;
      const page = await Promise.race([browser.get(app.url + path), setTimeout(1000)]);
      expect(page).toMatchObject({ status: 303, location: expect.stringContaining('notice=signed-out') });
      expect(served).toBe(0);
    },
  );

  it('refuses a user whom checkInvalid rejects, also on a route outside the guard', async () => {
    let hookResult: boolean | string = false;
    let times = 0;
    const checkInvalid = () => {
      times += 1;
      return hookResult;
    };
    await start({ claims: { email: 'alice@example.com' } }, {}, { checkInvalid });
    for (const path of ['/wire', '/open']) {
      times = 0;
      expect((await browser.get(app.url + path)).text).toBe('wired');
      expect([path, times]).toEqual([path, 1]);
    }
    hookResult = '/welcome-back';
    expect(await browser.get(`${app.url}/open`)).toMatchObject({ status: 303, location: `${app.url}/welcome-back` });
    hookResult = true;
    expect(await browser.get(`${app.url}/open`)).toMatchObject({
      status: 303,
      location: expect.stringContaining('notice=signed-out'),
    });
    hookResult = false;
    expect((await browser.get(`${app.url}/me`)).status).toBe(303);
  });

  it('accepts the groups of the named clients only', async () => {
    await start();
    const other = endAfterTest(await HostileProvider.start({ userinfo: having({ groups: ['admins'] }) }));
    const server = express();
    const groups = { claim: 'groups' };
    const auth = oauth(server, [
      oidc({ name: 'work', ...provider().client, groups }),
      oidc({ name: 'anybody', ...other.client, groups }),
    ]);
    server.get('/admin', auth.require({ groups: ['admins'], client: 'work' }), (_req, res) => void res.send('in'));
    server.get('/any', auth.require({ groups: ['admins'], client: ['work', 'anybody'] }), (_req, res) => {
      res.send('in');
    });
    const { url } = endAfterTest(await serve(server));
    expect((await browser.open(`${url}/login/anybody?returnTo=/any`)).text).toBe('in');
    const answer = await browser.get(`${url}/admin`);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_FORBIDDEN')]);
    provider().misbehave({ userinfo: having({ groups: ['admins'] }) });
    expect((await browser.open(`${url}/login/work?returnTo=/admin`)).text).toBe('in');
    expect(() => auth.require({ client: 'wrok' })).toThrow('"client" takes a client, or a list of them, of: work, any');
  });

  it.each([
    [{ maxage: 5 }, 'Did you mean "maxAge"?'],
    [{ maxAge: -1 }, '"maxAge" takes a whole number'],
    [{ acr: [] }, '"acr" takes a class'],
    [{ acr: 'a b' }, '"acr" takes a class'],
    [{ acr: '漢' }, '"acr" takes a class'],
    [{ acr: 'a"b' }, '"acr" takes a class'],
    [{ amr: 'mfa' }, '"amr" takes a list'],
    [{ claims: { a: {} } }, '"claims" takes'],
    [{ claims: {} }, '"claims" takes'],
    [{ claims: new Map([['role', 'admin']]) }, '"claims" takes'],
    [{ claims: new Date() }, '"claims" takes'],
    [{ claims: { __proto__: { role: 'admin' } } }, '"claims" takes'],
    [{ check: true }, '"check" takes a function'],
    [{}, 'asks for nothing'],
    [{ groups: undefined }, '"groups" takes a list of groups, got undefined'],
    [{ maxAge: 300, groups: undefined }, '"groups" takes a list of groups, got undefined'],
    [undefined, 'takes an object'],
  ])('%# refuses an invalid requirement', async (requirement, words) => {
    await start();
    expect(() => app.auth.require(requirement as never)).toThrow(words);
  });
});

describe('auth.stepUp()', () => {
  it('passes on the requirement of an API', async () => {
    await start();
    fulfilRequirement();
    provider().misbehave({
      idToken: (claims) => ({ ...claims, auth_time: seconds() }),
      respond: {
        api: (_req, res) =>
          void res
            .writeHead(401, {
              'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="phr", max_age=5',
            })
            .end(),
      },
    });
    const begun = await browser.get(`${app.url}/api`);
    expect(begun.status).toBe(303);
    await browser.follow(begun, { until: `${app.url}/redirect` });
    expect(lastRequest()).toMatchObject({ acr_values: 'phr', max_age: '5' });
  });

  it('asks a visitor to sign in', async () => {
    await start();
    app.app.get('/free', async (req, res) => {
      const headers = { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' };
      await app.auth.stepUp(req, res, new Response(null, { status: 401, headers }));
    });
    expect(await new Browser().get(`${app.url}/free`)).toMatchObject({
      status: 303,
      location: expect.stringContaining('/login?returnTo=%2Ffree'),
    });
  });

  it('tries once a minute with an API that is never satisfied', async () => {
    await start();
    provider().misbehave({
      idToken: (claims) => ({ ...claims, acr: 'phr' }),
      respond: {
        api: (_req, res) =>
          void res
            .writeHead(401, { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="phr"' })
            .end(),
      },
    });
    expect((await browser.open(`${app.url}/api`)).status).toBe(403);
    expect(provider().calls('authorize')).toBe(2);
  });

  it('leaves any other answer to the app', async () => {
    await start();
    expect((await browser.get(`${app.url}/api`)).text).toBe('no step-up');
  });
});
