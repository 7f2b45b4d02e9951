import type { Request, Response } from 'express';
import { CallbackError, ConfigurationError } from '../../shared/errors.js';
import type { Client } from '../../protocol/client.js';
import { newTransactionKeys } from './transactions.js';
import { seeOther } from '../response/answer.js';
import type { Context } from '../services.js';
import type { LoginRequest } from './login-request.js';
import { isPageVisit } from '../request/page-visit.js';
import { isHttps, isOwnRoute, realmOf, redirectUri } from '../urls.js';
import { checkConnecting } from './connect.js';
import { asOf } from './step-ups.js';
import { roundsOf, setBinding } from './transaction-cookies.js';

/** So many sign-ins in a row, each within seconds of the one before, and the browser gets an error page. */
const MOST_ROUNDS = 5;
const ROUND_MS = 10_000;

/** A login that begins: with whom, and to what end. */
type LoginStart = LoginRequest & { client: Client };

/** Begins a login: a transaction is stored and bound to this browser, which is then sent to the provider. */
export async function begin(context: Context, req: Request, res: Response, login: LoginStart): Promise<void> {
  checkNavigation(req);
  checkCookies(context, req);
  const rounds = login.connectTo === undefined ? checkRounds(context, req) : 0;
  if (login.connectTo !== undefined) checkConnecting(req, login.connectTo);
  const keys = newTransactionKeys(login.restarted === true);
  const uri = redirectUri(context, req, login.client.name);
  const { url, pendingChecks } = await login.client.authorize({
    state: keys.state,
    redirectUri: uri,
    scope: login.scope ?? [],
    parameters: login.parameters ?? {},
  });
  await context.transactions.store(keys, {
    realm: realmOf(context, req),
    client: login.client.name,
    pendingChecks,
    redirectUri: uri,
    // Back to one of our own routes, a login would begin, end or be undone right after it.
    returnTo: isOwnRoute(context, req, login.returnTo) ? undefined : login.returnTo,
    appState: login.appState,
    connectTo: login.connectTo,
    stepUp: login.stepUp && asOf(login.stepUp, context.clock()),
    rounds,
    startedAt: context.clock(),
  });
  setBinding(context, req, res, keys);
  seeOther(res, url.href);
}

function checkNavigation(req: Request): void {
  if (req.method !== 'HEAD' && isPageVisit(req)) return;
  throw new CallbackError('A login begins with the visit of a page', {
    code: 'ERR_OAUTH_NOT_A_NAVIGATION',
    status: 400,
    hint: 'Send the browser to the login address with `location.assign()`, not with `fetch()`, and not in a frame',
  });
}

function checkCookies(context: Context, req: Request): void {
  if (!isHttps(context, req) || req.secure) return;
  throw new ConfigurationError(
    'The option "baseUrl" says https, but Express sees http: browsers would not keep the cookies',
    {
      code: 'ERR_OAUTH_INSECURE_COOKIE',
      hint: "Behind a proxy that ends TLS: app.set('trust proxy', 1), and have the proxy send X-Forwarded-Proto",
    },
  );
}

function checkRounds(context: Context, req: Request): number {
  const { rounds, at } = roundsOf(context, req);
  if (Math.abs(context.clock() - at) > ROUND_MS) return 0;
  if (rounds + 1 < MOST_ROUNDS) return rounds + 1;
  throw new CallbackError('This browser signs in again and again', {
    code: 'ERR_OAUTH_LOOP',
    status: 429,
    hint: 'Something undoes each sign-in: a session cookie that another one of the same name hides, or a store that forgets',
  });
}
