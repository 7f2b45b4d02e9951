import { beforeEach, describe, expect, it } from '@jest/globals';
import { isOAuthError, requireUser, userOf } from '../../src/index.js';
import type { OAuth, OAuthError, TokenSet } from '../../src/index.js';
import type { Request, Response as Res } from 'express';
import { Browser } from '../support/browser.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { startSignInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';

const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let app: SignInApp;
let call: (auth: OAuth, req: Request, res: Res) => unknown;
let failures: OAuthError[];

beforeEach(async () => {
  failures = [];
  const rows = new Map<string, TokenSet>();
  app = endAfterTest(
    await startSignInApp({
      client: provider().client,
      options: {
        skip: ['/', '/call'],
        tokenStore: {
          load: async ({ ident }) => rows.get(ident),
          save: async ({ ident }, tokens) => void rows.set(ident, tokens),
          remove: async ({ ident }) => void rows.delete(ident),
        },
      },
      routes(server, auth) {
        server.get('/call', async (req, res) => {
          try {
            await call(auth, req, res);
            if (!res.headersSent) res.send('done');
          } catch (error) {
            res.send(isOAuthError(error) ? `${error.code} ${error.message}` : String(error));
          }
        });
      },
    }),
  );
  app.auth.events.on('failure', ({ error }) => failures.push(error));
});

/** Any value, where the compiler expects a right one. */
const odd = (value: unknown) => value as never;

/** What a call throws or rejects with, or puts onto the error page. */
async function errorOf(work: typeof call, browser = new Browser()): Promise<string> {
  call = work;
  const { text } = await browser.get(`${app.url}/call`);
  const [failure] = failures;
  return failure ? `${failure.code} ${failure.message}` : text;
}

describe('invariant 12: a wrong argument of a public method is a ConfigurationError that names the method:', () => {
  it.each<[method: string, wrong: typeof call]>([
    ['loginLink()', (auth, req) => auth.loginLink(req, odd({ clients: 'x' }))],
    ['loginLink()', (auth, req) => auth.loginLink(req, odd(null))],
    ['loginLink()', (auth, req) => auth.loginLink(req, { returnTo: '//evil.example' })],
    ['loginLink()', (auth) => auth.loginLink(odd(undefined))],
    ['login()', (auth, req, res) => auth.login(req, res, { client: 'three' })],
    ['login()', (auth, req, res) => auth.login(req, res, odd({ scope: 5 }))],
    ['login()', (auth, req, res) => auth.login(req, res, { connect: true })],
    ['login()', (auth, req) => auth.login(req, odd(5))],
    ['login()', (auth, _req, res) => auth.login(odd({}), res)],
    ['logout()', (auth, req, res) => auth.logout(req, res, odd({ provider: 'no' }))],
    ['logout()', (auth, req, res) => auth.logout(req, res, odd({ providers: false }))],
    ['logout()', (auth, req, res) => auth.logout(req, res, odd(false))],
    ['logout()', (auth, req, res) => auth.logout(req, res, { returnTo: '//evil.example' })],
    ['logout()', (auth, req, res) => auth.logout(req, res, { returnTo: '/logout?again' })],
    ['stepUp()', (auth, req, res) => auth.stepUp(req, res, odd(undefined))],
    ['require()', (auth) => auth.require(odd({ group: 'x' }))],
    ['require()', (auth) => auth.require({})],
    ['user()', (auth) => auth.user(odd(undefined))],
    ['requireUser()', (auth) => auth.requireUser(odd('x'))],
    ['sessions.list()', (auth) => auth.sessions.list(odd(5))],
    ['sessions.end()', (auth) => auth.sessions.end('')],
    ['sessions.endAll()', (auth) => auth.sessions.endAll(odd(undefined))],
    ['sessions.endAll()', (auth) => auth.sessions.endAll('oidc:alice', odd({ excpet: 'x' }))],
    ['sessions.endAll()', (auth) => auth.sessions.endAll('oidc:alice', odd({ except: 5 }))],
    ['sessions.endAll()', (auth) => auth.sessions.endAll('oidc:alice', odd({ except: undefined }))],
    ['sessions.endAll()', (auth) => auth.sessions.endAll('oidc:alice', odd(null))],
    ['require()', (auth) => auth.require(odd({ client: undefined }))],
    ['fetch()', (auth) => auth.fetch(odd(5), 'api')],
    ['fetch()', (auth) => auth.fetch('nobody', 'api')],
    ['fetch()', (auth) => auth.fetch(odd({ ident: 'oidc:alice' }), 'api')],
    ['fetch()', (auth) => auth.fetch(odd({ ident: 'oidc:alice', connectedTo: undefined }), 'api')],
    ['fetch()', (auth) => auth.fetch({ ident: 'oidc:alice', connectedTo: '' }, 'api')],
    ['fetch()', (auth) => auth.fetch(odd({ ident: undefined, connectedTo: 'oidc:bob' }), 'api')],
    ['fetch()', (auth) => auth.fetch('oidc:alice', 'api', odd({ withholdToken: undefined }))],
    ['fetch()', (auth) => auth.fetch('oidc:alice', odd(5))],
    ['fetch()', (auth) => auth.fetch('oidc:alice', `${provider().issuer}/api`, odd('POST'))],
    ['fetch()', (auth) => auth.fetch('oidc:alice', `${provider().issuer}/api`, odd({ withholdToken: 'yes' }))],
    ['fetch()', (auth) => auth.fetch('oidc:alice', `${provider().issuer}/api`, { timeoutSeconds: -1 })],
    ['revoke()', (auth) => auth.revoke(odd(undefined))],
    ['revoke()', (auth) => auth.revoke(odd({ ident: 'oidc:alice', connectedTo: undefined }))],
    ['revoke()', (auth) => auth.revoke({ ident: 'oidc:alice', connectedTo: '' })],
    ['revoke()', (auth) => auth.revoke('other:alice')],
  ])('%s, %#', async (method, wrong) => {
    await new Browser().open(`${app.url}/me`);
    const error = await errorOf(wrong);
    expect(error).toMatch(/^ERR_OAUTH_CONFIG /);
    expect(error.slice('ERR_OAUTH_CONFIG '.length)).toMatch(
      new RegExp(`^${method.replace(/[().]/g, '\\$&')}(?: takes| asks|:)`),
    );
  });

  it("fetch() of a user's own tokens, too", async () => {
    const browser = new Browser();
    await browser.open(`${app.url}/me`);
    expect(await errorOf((_auth, req) => requireUser(req).fetch('x', odd(5)), browser)).toMatch(
      /^ERR_OAUTH_CONFIG fetch\(\) takes/,
    );
  });
});

describe('the user of a request', () => {
  const seen = async (browser: Browser) => {
    call = (auth, req, res) => {
      const ofRequest = (() => {
        try {
          return requireUser(req).ident;
        } catch (error) {
          return isOAuthError(error) ? `${error.name} ${error.status} ${error.code}` : 'another error';
        }
      })();
      res.json([userOf(req)?.ident ?? null, auth.user(req)?.ident ?? null, ofRequest]);
    };
    return JSON.parse((await browser.get(`${app.url}/call`)).text) as unknown[];
  };

  it('is undefined, or a NotSignedInError (401), on a public route for an anonymous visitor', async () => {
    expect(await seen(new Browser())).toEqual([null, null, 'NotSignedInError 401 ERR_OAUTH_NOT_SIGNED_IN']);
  });

  it('is the signed-in one there, too', async () => {
    const browser = new Browser();
    await browser.open(`${app.url}/me`);
    expect(await seen(browser)).toEqual(['oidc:alice', 'oidc:alice', 'oidc:alice']);
  });

  it('is nobody for a request that no instance has seen', () => {
    expect(userOf({ headers: {} } as Request)).toBeUndefined();
  });

  it('is gone once the app signs out in the same request', async () => {
    const browser = new Browser();
    await browser.open(`${app.url}/me`);
    call = (_auth, req, res) =>
      new Promise<void>((resolve) => {
        req.session.destroy(() => {
          res.json([userOf(req)?.ident ?? null]);
          resolve();
        });
      });
    expect((await browser.get(`${app.url}/call`)).text).toBe('[null]');
  });
});

describe('the option "requestProperty"', () => {
  it('names the property of the request with the user, and leaves `req.auth` to others', async () => {
    const other = endAfterTest(
      await startSignInApp({
        client: provider().client,
        options: { requestProperty: 'signedIn', skip: ['/'] },
        before: (server) =>
          server.use((req, _res, next) => {
            Object.assign(req, { auth: 'of another package' });
            next();
          }),
        routes: (server) =>
          server.get('/both', (req, res) => {
            const { auth, signedIn } = req as unknown as { auth: unknown; signedIn: { ident: string } };
            res.json([auth, signedIn.ident]);
          }),
      }),
    );
    const browser = new Browser();
    expect((await browser.open(`${other.url}/both`)).text).toBe('["of another package","oidc:alice"]');
  });
});
