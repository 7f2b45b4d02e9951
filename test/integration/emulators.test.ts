import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { jwtVerify } from 'jose';
import { apple, github, google, microsoft, oauth, oauth2, okta, requireUser } from '../../src/index.js';
import type { Auth, Client, Fetch, OAuthError, OAuthOptions, ProviderFixes } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { startEmulators, TENANTS } from '../support/emulator.js';
import { freePort } from '../support/free-port.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { useEndAfterTest, useForAll } from '../support/use.js';

const REGISTRATION = { clientId: 'our-id', clientSecret: 'a-secret_of.the~client/with+=&:%' };
const ADA = { name: 'Ada Lovelace', email: 'ada@example.test' };
const applesKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

const endAfterTest = useEndAfterTest();
let port: number;
let app: Served;
let auth: Auth;
let aheadMs: number;
const failures: OAuthError[] = [];

const emulators = useForAll(async () => {
  port = await freePort();
  const url = `http://localhost:${port}`;
  return startEmulators({
    ...REGISTRATION,
    redirectUris: ['/redirect', '/redirect/google', '/redirect/github', '/logout'].map((path) => url + path),
  });
});

/** An app whose users sign in with this client, or these. */
async function start(client: Client | Client[], options: OAuthOptions = {}): Promise<void> {
  aheadMs = 0;
  failures.length = 0;
  // Forget the user of an earlier test.
  auth = undefined as unknown as Auth;
  const server = express();
  const handle = oauth(server, client, { clock: () => Date.now() + aheadMs, ...options });
  handle.events.on('failure', ({ error }) => failures.push(error));
  server.get('/me', (req, res) => {
    auth = requireUser(req);
    res.send(auth.ident);
  });
  server.get('/connect', (req, res) => {
    res.redirect(handle.loginLink(req, { client: 'github', connect: true, returnTo: '/me' }));
  });
  app = endAfterTest(await serve(server, port));
}

function signIn(who = 'ada', browser = new Browser()): Promise<Page> {
  return emulators().signIn(browser, `${app.url}/me`, `${who}@example.test`);
}

/** The answer of the API, if the provider has one. */
async function answerOf(path: string | undefined): Promise<string> {
  return path === undefined ? '' : (await auth.fetch(path)).text();
}

interface Case {
  make: (given?: { clientSecret: string }) => Client;
  ident: RegExp;
  info: Record<string, unknown>;
  /** A path of its API, and a text that only the answer for Ada contains. */
  api?: [path: string, ofAda: string];
  /** Its error code for a wrong client secret. */
  refusal?: string;
  /** Whether its tokens expire and can be renewed. */
  renews?: boolean;
}

const fetch: Fetch = (url, init) => emulators().fetch(url, init);

/**
 * For emulators whose refreshed ID tokens have the time of the refresh as `auth_time`. OIDC Core, section 12.2, forbids that, and the
 * library refuses such a token as soon as the second differs.
 */
function withoutRefreshedIdTokens(): ProviderFixes {
  let refreshes = false;
  return {
    tokenRequest({ body }) {
      refreshes = body instanceof URLSearchParams && body.get('grant_type') === 'refresh_token';
    },
    tokenResponse: (body) => (refreshes ? { ...body, id_token: null } : body),
  };
}

const CASES: Record<string, Case> = {
  'github()': {
    make: (given) => github({ ...REGISTRATION, fetch, ...given }),
    ident: /^github:\d+$/,
    info: {
      ...ADA,
      preferred_username: 'ada',
      profile: 'https://github.com/ada',
      picture: 'https://github.com/avatars/u/ada',
      email_verified: true,
    },
    api: ['user/repos', '"full_name":"ada/engine"'],
    // GitHub sends this error with status 200.
    refusal: 'incorrect_client_credentials',
  },
  'google()': {
    make: (given) => google({ ...REGISTRATION, fetch, ...given }),
    ident: /^google:goog_[\w-]+$/,
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace', hd: 'example.test', email_verified: true },
    api: ['calendar/v3/users/me/calendarList', '"summary":"ada@example.test"'],
    refusal: 'invalid_client',
    renews: true,
  },
  'microsoft()': {
    make: (given) => microsoft({ ...REGISTRATION, tenant: TENANTS.staff, fetch, ...given }),
    ident: /^microsoft:[0-9a-f-]{36}$/,
    info: { ...ADA, preferred_username: 'ada@example.test', tid: TENANTS.staff },
    api: ['me', '"mail":"ada@example.test"'],
    refusal: 'invalid_client',
    renews: true,
  },
  'okta()': {
    make: (given) =>
      okta({
        ...REGISTRATION,
        domain: 'example.okta.com',
        fetchGroups: true,
        fetch,
        fixes: withoutRefreshedIdTokens(),
        ...given,
      }),
    ident: /^okta:00uada$/,
    info: { ...ADA, preferred_username: 'ada@example.test', email_verified: true },
    api: ['users/me', '"login":"ada@example.test"'],
    refusal: 'invalid_client',
    renews: true,
  },
  // This emulator does not check the client secret.
  'apple()': {
    make: () =>
      apple({
        clientId: 'our-id',
        teamId: 'TEAM',
        keyId: 'KEY',
        privateKey: applesKey,
        fetch,
        fixes: withoutRefreshedIdTokens(),
      }),
    ident: /^apple:[\w.]+$/,
    info: { email: ADA.email, email_verified: true },
    renews: true,
  },
};

describe.each(Object.entries(CASES))('%s', (_name, { make, ident, info, api, refusal, renews }) => {
  it('signs in the user whose button was clicked', async () => {
    await start(make());
    expect((await signIn()).text).toMatch(ident);
    expect(auth.info).toMatchObject(info);
    // An address is verified only if the provider says so.
    expect(auth.info.email_verified).toBe(info['email_verified']);
    expect(await answerOf(api?.[0])).toContain(api?.[1] ?? '');
  });

  if (refusal !== undefined)
    it('is refused with a wrong client secret', async () => {
      await start(make({ clientSecret: 'another one' }));
      const browser = new Browser();
      const page = await signIn('ada', browser);
      expect(page.status).toBe(502);
      expect(page.text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
      expect(failures).toEqual([expect.objectContaining({ error: refusal })]);
      expect((await browser.get(`${app.url}/me`)).status).toBe(303);
    });

  if (renews)
    it('renews its tokens repeatedly', async () => {
      await start(make());
      await signIn();
      const tokens = [await auth.accessToken()];
      aheadMs = 2 * 60 * 60_000;
      // Some providers accept a refresh token once. The second renewal proves that the new one was stored.
      tokens.push(await auth.accessToken(), await auth.accessToken());
      aheadMs = 0;
      expect(await auth.accessToken()).toBe(tokens[2]);
      expect(new Set(tokens).size).toBe(3);
      expect(await answerOf(api?.[0])).toContain(api?.[1] ?? '');
    });
});

it('google() reports an address that is not verified', async () => {
  await start(google({ ...REGISTRATION, fetch }), { getAuth: (info) => info.email_verified === true });
  const page = await signIn('bob');
  expect(page.status).toBe(403);
  expect(page.url).toContain('/login?notice=not-let-in');
});

describe('microsoft()', () => {
  it('lets no user of another tenant in', async () => {
    await start(microsoft({ ...REGISTRATION, tenant: TENANTS.staff, fetch }));
    expect((await signIn('bob')).text).toContain('ERR_OAUTH_ID_TOKEN');
  });

  it('accepts users of all tenants with `common`, each with their own issuer', async () => {
    // Microsoft's metadata has a template as issuer. The emulator has a tenant, so only users of that tenant would get in.
    const metadata = (stated: object) => ({ ...stated, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' });
    await start(microsoft({ ...REGISTRATION, fetch, fixes: { metadata } }));
    await signIn('ada');
    expect(auth.info['tid']).toBe(TENANTS.staff);
    await signIn('bob');
    expect(auth.info['tid']).toBe(TENANTS.privateAccounts);
  });
});

describe('apple()', () => {
  it('has the name at the first sign-in only, and the same user at the next', async () => {
    await start(apple({ clientId: 'our-id', teamId: 'TEAM', keyId: 'KEY', privateKey: applesKey, fetch }));
    const first = await signIn('bob');
    expect(auth.info).toMatchObject({ name: 'Bob Cratchit', given_name: 'Bob', family_name: 'Cratchit' });
    // Bob hides his address. Only the address in the ID token counts, not the one that comes by the browser.
    expect(auth.info.email).toMatch(/@privaterelay\.appleid\.com$/);
    expect((await signIn('bob')).text).toBe(first.text);
    expect(auth.info).not.toHaveProperty('name');
  });

  it('authenticates with a secret that its key has signed', async () => {
    let secret = '';
    const form = ({ body }: RequestInit) => new URLSearchParams(body as URLSearchParams);
    const watched: Fetch = (url, init) => {
      if (url.endsWith('/auth/token')) secret = form(init).get('client_secret') ?? '';
      return fetch(url, init);
    };
    await start(apple({ clientId: 'our-id', teamId: 'TEAM', keyId: 'KEY', privateKey: applesKey, fetch: watched }));
    await signIn();
    const { payload, protectedHeader } = await jwtVerify(secret, createPublicKey(applesKey));
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'KEY' });
    expect(payload).toMatchObject({ iss: 'TEAM', sub: 'our-id', aud: 'https://appleid.apple.com' });
  });
});

describe('okta()', () => {
  const client = () => okta({ ...REGISTRATION, domain: 'example.okta.com', fetchGroups: true, fetch });

  it('returns the groups of the user, and the user of a token', async () => {
    await start(client());
    await signIn();
    expect(auth.groups).toEqual(['Engineers']);
    expect(await auth.introspect()).toMatchObject({ active: true, sub: '00uada', client_id: 'our-id' });
  });

  it('signs out at the provider, too, and revokes the tokens', async () => {
    await start(client());
    const browser = new Browser();
    await signIn('ada', browser);
    emulators().asked.length = 0;
    const page = await emulators().follow(browser, await browser.post(`${app.url}/logout`, {}));
    expect(page.text).toContain('You are signed out');
    expect(page.request.chain[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\/v1\/logout\?/);
    expect(emulators().asked).toEqual(['POST https://example.okta.com/oauth2/v1/revoke']);
  });
});

it('a user of google() connects github(), and calls the API of both', async () => {
  await start([google({ ...REGISTRATION, fetch }), github({ ...REGISTRATION, fetch })]);
  const browser = new Browser();
  await emulators().signIn(browser, `${app.url}/login/google?returnTo=/me`, ADA.email);
  const { ident } = auth;
  await emulators().signIn(browser, `${app.url}/connect`, ADA.email);
  expect(auth.ident).toBe(ident);
  const repos = await auth.connections['github']?.fetch('user/repos');
  expect(await repos?.json()).toMatchObject([{ full_name: 'ada/engine' }]);
  const calendars = await auth.fetch('calendar/v3/users/me/calendarList');
  expect(await calendars.json()).toMatchObject({ items: [{ summary: ADA.email }] });
});

describe("Slack's own OAuth, which is not in the catalogue, with oauth2() and a fix: its emulator has no Sign in with Slack", () => {
  const client = (clientSecret: string) =>
    oauth2({
      ...REGISTRATION,
      clientSecret,
      name: 'slack-app',
      authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
      tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
      scope: 'chat:write users:read',
      scopeSeparator: ',',
      authorizationParams: { user_scope: 'identity.basic' },
      identField: 'authed_user.id',
      apiBase: 'https://slack.com/api/',
      // A bot token is a bearer token with another name.
      fixes: { tokenResponse: (body) => ({ ...body, ...(body['token_type'] === 'bot' && { token_type: 'bearer' }) }) },
      fetch,
    });

  it('signs in, and calls the API as the bot', async () => {
    await start(client(REGISTRATION.clientSecret));
    await signIn();
    expect(auth.scope).toEqual(['chat:write', 'users:read']);
    // The response also contains a token of the user. The session must not contain any token.
    expect(auth.info.raw['authed_user']).toMatchObject({ id: auth.info.sub, scope: 'identity.basic' });
    expect(JSON.stringify(auth.info)).not.toMatch(/xox[bp]-/);
    const body = new URLSearchParams({ user: auth.info.sub });
    const user = await auth.fetch('users.info', { method: 'POST', body });
    expect(await user.json()).toMatchObject({ ok: true, user: { name: 'ada', real_name: ADA.name } });
  });

  it('is refused with a wrong client secret', async () => {
    await start(client('another one'));
    expect((await signIn()).text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
    expect(failures).toEqual([expect.objectContaining({ error: 'invalid_client_id' })]);
  });
});
