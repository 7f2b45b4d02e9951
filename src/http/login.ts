import type { Request, Response } from 'express';
import { CallbackError, ConfigurationError } from '../errors.js';
import type { Client } from '../protocol/client.js';
import { newTransactionKeys } from '../session/transactions.js';
import { seeOther, sendPage } from './answer.js';
import type { Context } from './context.js';
import { openLoginTicket } from './login-link.js';
import type { LoginStart } from './login-start.js';
import { isPageVisit } from './page-visit.js';
import { loginPage } from './pages/login-page.js';
import type { LoginView } from './pages/views.js';
import { isHttps, pathTo, redirectUri } from './places.js';
import { queryOf } from './query.js';
import { safeReturnTo } from './return-to.js';
import { roundsOf, setBinding } from './transaction-cookies.js';

/** So many sign-ins in a row, each within seconds of the one before, and the browser gets an error page. */
const MOST_ROUNDS = 5;
const ROUND_MS = 10_000;

/** `GET /login`: the login page; with one client and nothing to say, the login itself. */
export async function login(context: Context, req: Request, res: Response): Promise<void> {
  const query = queryOf(req);
  const notice = noticeOf(query);
  const [client, ...others] = context.clients.values();
  if (client && others.length === 0 && notice === undefined) return begin(context, req, res, client, startOf(query));
  const view: LoginView = {
    notice,
    buttons: [...context.clients.values()].map((each) => button(context, req, each, query)),
  };
  const own = await context.hooks.loginPage?.(view, req);
  sendPage(res, notice === 'not-let-in' ? 403 : 200, {
    html: own ?? loginPage(view),
    ours: own === undefined,
  });
}

/** `GET /login/:client`: begins a login with this client. */
export async function loginWith(context: Context, req: Request, res: Response): Promise<void> {
  const client = clientNamed(context, req);
  const query = queryOf(req);
  const ticket = openLoginTicket(context, query.get('ticket'), client.name);
  const other = query.has('other') ? client.otherAccount : {};
  const start = startOf(query);
  await begin(context, req, res, client, {
    ...start,
    ...ticket,
    parameters: { ...other, ...ticket?.parameters },
  });
}

/** Begins a login: a transaction is stored and bound to this browser, which is then sent to the provider. */
// eslint-disable-next-line max-params -- the request and its answer go through every function of this layer
export async function begin(
  context: Context,
  req: Request,
  res: Response,
  client: Client,
  start: LoginStart,
): Promise<void> {
  checkNavigation(req);
  checkCookies(context, req);
  const rounds = checkRounds(context, req);
  const keys = newTransactionKeys(start.restarted === true);
  const uri = redirectUri(context, req, client.name);
  const { url, pinned } = await client.authorize({
    state: keys.state,
    redirectUri: uri,
    scope: start.scope ?? [],
    parameters: start.parameters ?? {},
  });
  await context.transactions.store(keys, {
    client: client.name,
    pinned,
    redirectUri: uri,
    returnTo: start.returnTo,
    appState: start.appState,
    rounds,
    startedAt: context.clock(),
  });
  setBinding(context, req, res, keys);
  seeOther(res, url.href);
}

/** The client that the path names. Throws a `CallbackError` with status 404. */
function clientNamed(context: Context, req: Request): Client {
  const client = context.clients.get(String(req.params['client']));
  if (client) return client;
  throw new CallbackError('There is no client of this name', {
    code: 'ERR_OAUTH_CLIENT_UNKNOWN',
    status: 404,
  });
}

function startOf(query: URLSearchParams): LoginStart {
  return { returnTo: safeReturnTo(query.get('returnTo')) };
}

function noticeOf(query: URLSearchParams): LoginView['notice'] {
  const notice = query.get('notice');
  return notice === 'not-let-in' || notice === 'signed-out' ? notice : undefined;
}

function button(context: Context, req: Request, client: Client, query: URLSearchParams): LoginView['buttons'][number] {
  const returnTo = safeReturnTo(query.get('returnTo'));
  const carried = new URLSearchParams(returnTo === undefined ? {} : { returnTo });
  // Who was not let in would be again, at once and without being asked, if the provider chose the account.
  if (query.get('notice') === 'not-let-in') carried.set('other', '');
  const href = pathTo(context, req, 'login', `/${client.name}`) + (carried.size > 0 ? `?${carried}` : '');
  return { client: client.name, label: client.label, href };
}

function checkNavigation(req: Request): void {
  if (req.method === 'GET' && isPageVisit(req)) return;
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
  if (context.clock() - at > ROUND_MS) return 0;
  if (rounds + 1 < MOST_ROUNDS) return rounds + 1;
  throw new CallbackError('This browser signs in again and again', {
    code: 'ERR_OAUTH_LOOP',
    status: 429,
    hint: 'Something undoes each sign-in: a session cookie that another one of the same name hides, or a store that forgets',
  });
}
