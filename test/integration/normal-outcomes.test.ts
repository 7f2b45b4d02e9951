import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { World } from '../support/hostile/world.js';
import type { WorldOptions } from '../support/hostile/world.js';
import type { Misbehaviour } from '../support/hostile/hostile-provider.js';
import { useEndAfterTest } from '../support/use.js';

const endAfterTest = useEndAfterTest();

async function start(options: WorldOptions): Promise<World> {
  const world = await World.start(options);
  endAfterTest({ close: () => world.close() });
  return world;
}

/** Refuses with this error while the request has `prompt=none`. */
function refusesSilence(provider: () => World, error: string): Misbehaviour {
  return {
    authorizationResponse: ({ code = '', ...others }) =>
      promptOf(provider()) === 'none' ? { ...others, error } : { ...others, code },
  };
}

function promptOf({ provider }: World): string | undefined {
  return provider.requests.findLast(({ endpoint }) => endpoint === 'authorize')?.parameters['prompt'];
}

async function startSilent(error = 'login_required', options: WorldOptions = {}): Promise<World> {
  const world = await start({ client: { authorizationParams: { prompt: 'none' } }, ...options });
  world.provider.misbehave(refusesSilence(() => world, error));
  return world;
}

describe.each(['login_required', 'interaction_required', 'consent_required', 'account_selection_required'])(
  '"%s" after prompt=none',
  (error) => {
    it('leads back to a public page, and is no failure', async () => {
      const world = await startSilent(error);
      const page = await world.browser.open(`${world.app}/login?returnTo=%2F%3Fa%3Db`);
      expect({ url: page.url, status: page.status }).toEqual({ url: `${world.app}/?a=b`, status: 200 });
      expect(world.provider.calls('authorize')).toBe(1);
      expect(world.failures).toEqual([]);
    });

    it('on the way to a guarded page is a login without prompt=none', async () => {
      const world = await startSilent(error);
      const page = await world.signIn();
      expect({ url: page.url, text: page.text }).toMatchObject({ url: `${world.app}/me`, text: /oidc:alice/ });
      expect(world.provider.calls('authorize')).toBe(2);
      expect(promptOf(world)).toBeUndefined();
      expect(world.failures).toEqual([]);
    });
  },
);

describe('a login without a page', () => {
  it('by a link leads back, too', async () => {
    const world = await start({});
    world.provider.misbehave(refusesSilence(() => world, 'login_required'));
    const link = await linkFrom(world, { returnTo: '/', authorizationParams: { prompt: 'none' } });
    expect((await world.browser.open(world.app + link)).url).toBe(`${world.app}/`);
    expect(world.failures).toEqual([]);
  });

  it('in which the user is signed in goes on', async () => {
    const world = await start({ client: { authorizationParams: { prompt: 'none' } } });
    expect((await world.signIn()).text).toContain('oidc:alice');
  });

  it('that ends although the user is signed in here leads back', async () => {
    const world = await startSilent();
    await world.signIn();
    const page = await world.browser.open(`${world.app}/login?returnTo=%2Fme`);
    expect({ url: page.url, text: page.text }).toMatchObject({ url: `${world.app}/me`, text: /oidc:alice/ });
    expect(world.failures).toEqual([]);
  });

  it('that a public page begins at each visit becomes a login with a page after some rounds', async () => {
    const world = await startSilent();
    for (let round = 0; round < 5; round += 1) await world.browser.open(`${world.app}/login?returnTo=%2F`);
    expect(promptOf(world)).toBeUndefined();
    expect((await world.visitor()).ident).toBe('oidc:alice');
  });

  it.each(['access_denied', 'server_error', 'invalid_request'])('that ends with "%s" is a failure', async (error) => {
    const world = await startSilent(error);
    await world.browser.open(`${world.app}/login?returnTo=%2F`);
    expect(world.failures).toHaveLength(1);
  });

  it.each(['/me/..%2f', '/%2e%2e/me', '/ME', '/cart/x', '//evil.example', '/cart%2f..%2fme'])(
    'does not lead back to %s',
    async (path) => {
      const world = await startSilent();
      await world.browser.open(`${world.app}/login?returnTo=${encodeURIComponent(path)}`, {
        until: `${world.provider.issuer}/authorize?`,
      });
      // No answer of the callback leads there, so there is a second request.
      await world.browser.open(`${world.app}/login?returnTo=${encodeURIComponent(path)}`);
      expect(promptOf(world) === undefined || path === '//evil.example').toBe(true);
      expect(world.failures).toEqual([]);
    },
  );

  it.each<[what: string, isPublic: (req: express.Request) => boolean, authorizations: number]>([
    ['for it', (req) => req.path === '/' && req.query['a'] === 'b' && req.method === 'GET', 1],
    ['against it', () => false, 2],
    [
      'by a failure',
      (req) => {
        if (req.path === '/') throw new Error('no');
        return false;
      },
      2,
    ],
  ])('asks a function in "skip", and follows its answer %s', async (_what, isPublic, authorizations) => {
    const world = await startSilent('login_required', {
      client: { authorizationParams: { prompt: 'none' } },
      options: { skip: [isPublic] },
    });
    await world.browser.open(`${world.app}/login?returnTo=%2F%3Fa%3Db`);
    expect(world.provider.calls('authorize')).toBe(authorizations);
  });

  it('for a step-up becomes one with a page, at once', async () => {
    const world = await startSilent();
    world.provider.misbehave({
      ...refusesSilence(() => world, 'login_required'),
      idToken: (claims) => ({ ...claims, iat: Math.floor(world.now / 1000), auth_time: Math.floor(world.now / 1000) }),
    });
    world.auth.router.get('/strong', world.auth.require({ maxAge: 60 }), (_req, res) => void res.send('strong'));
    await world.signIn();
    world.advance(120);
    const before = world.provider.calls('authorize');
    expect((await world.browser.open(`${world.app}/strong`)).text).toBe('strong');
    expect(promptOf(world)).toBe('login');
    expect(world.provider.calls('authorize')).toBe(before + 2);
  });

  it('for a step-up still asks for its class and age in the one with a page', async () => {
    const world = await startSilent();
    world.auth.router.get('/strong', world.auth.require({ acr: 'mfa', maxAge: 60 }), (_req, res) => void res.end());
    await world.signIn();
    await world.browser.open(`${world.app}/strong`);
    const asked = world.provider.requests.filter(({ endpoint }) => endpoint === 'authorize').slice(-2);
    expect(
      asked.map(({ parameters }) => [parameters['prompt'], parameters['acr_values'], parameters['max_age']]),
    ).toEqual([
      ['none', 'mfa', '60'],
      ['login', 'mfa', '60'],
    ]);
  });

  it.each([
    ['ada@example.com', 'ada@example.com'],
    [`${'a'.repeat(33)}@example.com`, undefined],
  ])('that the provider began with the hint %s repeats it if it is short', async (hint, repeated) => {
    const world = await startSilent();
    const query = new URLSearchParams({
      iss: world.provider.issuer,
      login_hint: hint,
      target_link_uri: `${world.app}/me`,
    });
    const page = await world.browser.open(`${world.app}/login?${query}`);
    expect(page.text).toContain('oidc:alice');
    const asked = world.provider.requests.filter(({ endpoint }) => endpoint === 'authorize');
    expect(asked.map(({ parameters }) => parameters['login_hint'])).toEqual([hint, repeated]);
  });

  it('by a link still asks for all else in the one with a page', async () => {
    const world = await start({});
    world.provider.misbehave(refusesSilence(() => world, 'login_required'));
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'mfa' } } });
    const authorizationParams = { prompt: 'none', login_hint: 'ada', claims };
    const link = await linkFrom(world, { returnTo: '/me', authorizationParams });
    const page = await world.browser.open(world.app + link);
    const asked = world.provider.requests.findLast(({ endpoint }) => endpoint === 'authorize')?.parameters;
    expect(asked).toMatchObject({ login_hint: 'ada', claims });
    expect(asked).not.toHaveProperty('prompt');
    // The provider did not authenticate in that class.
    expect(page.status).toBeGreaterThanOrEqual(400);
    await world.expectSignedOut();
  });

  it('for a connection leads back, and connects nothing', async () => {
    const world = await start({ providers: 2 });
    await world.browser.open(`${world.app}/login/a?returnTo=%2Fme`);
    world.otherProvider.misbehave({
      authorizationResponse: ({ code: _none, ...others }) => ({ ...others, error: 'login_required' }),
    });
    const link = await linkFrom(world, {
      client: 'b',
      connect: true,
      returnTo: '/me',
      authorizationParams: { prompt: 'none' },
    });
    const page = await world.browser.open(world.app + link);
    expect({ url: page.url, text: page.text }).toMatchObject({ url: `${world.app}/me`, text: /a:alice/ });
    expect(world.failures).toEqual([]);
  });

  it('by a signed response leads back, too', async () => {
    const world = await start({
      fapi: 'with nonces',
      client: { responseMode: 'jwt', authorizationParams: { prompt: 'none' } },
      misbehaviour: { signedResponse: ({ code: _none, ...claims }) => ({ ...claims, error: 'login_required' }) },
    });
    expect((await world.browser.open(`${world.app}/login?returnTo=%2F`)).url).toBe(`${world.app}/`);
    expect(world.failures).toEqual([]);
  });

  it('by a posted response leads back, too', async () => {
    const world = await start({ client: { authorizationParams: { prompt: 'none' } } });
    world.provider.misbehave({ ...refusesSilence(() => world, 'login_required'), formPost: true });
    expect((await world.browser.open(`${world.app}/login?returnTo=%2F`)).url).toBe(`${world.app}/`);
    expect(world.failures).toEqual([]);
  });
});

it.each(['access_denied', 'user_cancelled_login', 'user_cancelled_authorize', 'consent_required'])(
  'a connection that the user cancels with "%s" is an error of its own, and changes nothing',
  async (error) => {
    const world = await start({ providers: 2 });
    await world.browser.open(`${world.app}/login/a?returnTo=%2Fme`);
    world.otherProvider.misbehave({ authorizationResponse: ({ code: _none, ...others }) => ({ ...others, error }) });
    const link = await linkFrom(world, { client: 'b', connect: true, returnTo: '/me' });
    const page = await world.browser.open(world.app + link);
    expect({ status: page.status, text: page.text }).toMatchObject({ status: 403, text: /You did not sign in/ });
    expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_ACCESS_DENIED']);
    await world.expectSignedIn('a:alice');
  },
);

/** Answers the first requests as Keycloak does when its login page was open for too long. */
function expires(times: number): Misbehaviour {
  let left = times;
  return {
    authorizationResponse: ({ code = '', ...others }) => {
      left -= 1;
      return left < 0
        ? { ...others, code }
        : { ...others, error: 'temporarily_unavailable', error_description: 'authentication_expired' };
    },
  };
}

describe('a login page that was open for too long', () => {
  it.each([false, true])('is begun again once, with its destination (posted: %p)', async (formPost) => {
    const world = await start({ misbehaviour: { ...expires(1), formPost } });
    const page = await world.browser.open(`${world.app}/me?a=b`);
    expect({ url: page.url, text: page.text }).toMatchObject({ url: `${world.app}/me?a=b`, text: /oidc:alice/ });
    expect(world.provider.calls('authorize')).toBe(2);
    expect(world.failures).toEqual([]);
  });

  it('is a failure the second time', async () => {
    const world = await start({ misbehaviour: expires(9) });
    const page = await world.signIn();
    expect(page.text).toContain('ERR_OAUTH_AUTHORIZATION_RESPONSE');
    expect(world.provider.calls('authorize')).toBe(2);
    expect(world.failures).toHaveLength(1);
  });

  it('is begun again in the same way by a browser without our cookies about it', async () => {
    const world = await start({ misbehaviour: expires(9) });
    const page = await world.browser.open(`${world.app}/me`);
    expect(page.status).toBe(502);
    world.provider.misbehave(expires(1));
    // Within a minute of the first restart.
    expect((await world.browser.open(`${world.app}/me`)).status).toBe(502);
  });

  it('is another failure with other words', async () => {
    const world = await start({
      misbehaviour: {
        authorizationResponse: ({ state = '' }) => ({ state, error: 'temporarily_unavailable' }),
      },
    });
    await world.signIn();
    expect(world.failures).toHaveLength(1);
  });
});

async function linkFrom(world: World, options: object): Promise<string> {
  world.auth.router.get('/made-link', (req, res) => void res.send(world.auth.loginLink(req, options)));
  return (await world.browser.get(`${world.app}/made-link`)).text;
}
