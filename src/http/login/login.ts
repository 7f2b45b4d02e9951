import type { Client } from '../../protocol/client.js';
import type { Exchange } from '../exchange.js';
import { runPageHook } from '../hooks/run-hook.js';
import { loginPage } from '../pages/login-page.js';
import type { LoginView } from '../pages/views.js';
import { safeReturnTo } from '../request/return-to.js';
import { sendPage } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { initiatedLogin } from './initiated-login.js';
import { openLoginLink } from './login-link.js';

/** `GET /login`: the login page; with one client and nothing to say, the login itself. */
export async function login(exchange: Exchange): Promise<void> {
  const { req, res, query, services } = exchange;
  if (query.has('iss')) return initiatedLogin(exchange);
  const notice = noticeIn(query);
  const clients = await services.clients.list(req);
  const [client, ...others] = clients;
  if (client && others.length === 0 && notice === undefined)
    return beginLogin(exchange, client, { returnTo: safeReturnTo(query.get('returnTo')) });
  const view: LoginView = { notice, buttons: clients.map((each) => buttonFor(exchange, each)) };
  const own = await runPageHook(exchange, 'loginPage', (hook) => hook(view, req));
  sendPage(res, notice === 'not-let-in' ? 403 : 200, { html: own ?? loginPage(view), ours: own === undefined });
}

/** `GET /login/:client`: begins a login with this client. */
export async function loginWith(exchange: Exchange): Promise<void> {
  const { req, query, services } = exchange;
  const client = await services.clients.requireForPath(req, exchange.namedClient);
  const link = openLoginLink(exchange, query.get('ticket'), client.name);
  const otherAccount = query.has('other') ? client.otherAccount : {};
  await beginLogin(exchange, client, {
    returnTo: safeReturnTo(query.get('returnTo')),
    ...link,
    parameters: { ...otherAccount, ...link?.parameters },
  });
}

function noticeIn(query: URLSearchParams): LoginView['notice'] {
  const notice = query.get('notice');
  return notice === 'not-let-in' || notice === 'signed-out' ? notice : undefined;
}

function buttonFor({ query, urls }: Exchange, client: Client): LoginView['buttons'][number] {
  const returnTo = safeReturnTo(query.get('returnTo'));
  const carried = new URLSearchParams(returnTo === undefined ? {} : { returnTo });
  // An account that was not let in would be refused again if the provider chose the same one without asking.
  if (query.get('notice') === 'not-let-in') carried.set('other', '');
  return { client: client.name, label: client.label, href: urls.loginHref(`/${client.name}`, carried) };
}
