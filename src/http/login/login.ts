import type { Request, Response } from 'express';
import { CallbackError } from '../../shared/errors.js';
import type { Client } from '../../protocol/client.js';
import { sendPage } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import { begin } from './begin-login.js';
import type { Context } from '../services.js';
import { initiatedLogin } from './initiated-login.js';
import { openLoginTicket } from './login-link.js';
import type { LoginRequest } from './login-request.js';
import { loginPage } from '../pages/login-page.js';
import type { LoginView } from '../pages/views.js';
import { pathTo } from '../urls.js';
import { queryOf } from '../request/query.js';
import { safeReturnTo } from '../request/return-to.js';

/** `GET /login`: the login page; with one client and nothing to say, the login itself. */
export async function login(context: Context, req: Request, res: Response): Promise<void> {
  const query = queryOf(req);
  if (query.has('iss')) return initiatedLogin(context, req, res, query);
  const notice = noticeOf(query);
  const [client, ...others] = context.clients.values();
  if (client && others.length === 0 && notice === undefined)
    return begin(context, req, res, { client, ...aimOf(query) });
  const view: LoginView = {
    notice,
    buttons: [...context.clients.values()].map((each) => button(context, req, each, query)),
  };
  const own = await askHook('loginPage', () => context.hooks.loginPage?.(view, req));
  sendPage(res, notice === 'not-let-in' ? 403 : 200, {
    html: own ?? loginPage(view),
    ours: own === undefined,
  });
}

/** `GET /login/:client`: begins a login with this client. */
export async function loginWith(context: Context, req: Request, res: Response): Promise<void> {
  const client = clientNamed(context, req);
  const query = queryOf(req);
  const ticket = openLoginTicket(context, req, { sealed: query.get('ticket'), client: client.name });
  const other = query.has('other') ? client.otherAccount : {};
  const parameters = { ...other, ...ticket?.parameters };
  await begin(context, req, res, { client, ...aimOf(query), ...ticket, parameters });
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

function aimOf(query: URLSearchParams): LoginRequest {
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
