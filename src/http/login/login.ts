import type { Client } from '../../protocol/client.js';
import type { Exchange } from '../exchange.js';
import { runPageHook } from '../hooks/run-hook.js';
import { loginPage } from '../pages/login-page.js';
import type { LoginView } from '../pages/views.js';
import { isTooLong } from '../request/return-to.js';
import { sendPage } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { initiatedLogin } from './initiated-login.js';
import { openLoginLink } from './login-link.js';

/** `GET /login`: the login page; with one client and nothing to say, the login itself. */
export async function login(exchange: Exchange): Promise<void> {
  const { req, query, urls, services } = exchange;
  if (query.has('iss')) return initiatedLogin(exchange);
  const notice = noticeIn(query);
  const clients = await services.clients.list(req);
  const [client, ...others] = clients;
  if (client && others.length === 0 && notice === undefined)
    return beginLogin(exchange, client, { returnTo: urls.safePath(query.get('returnTo')) });
  await sendLoginPage(exchange, clients, notice);
}

/** `GET /login/:client`: begins a login with this client. If there is something to say first, a page says it. */
export async function loginWith(exchange: Exchange): Promise<void> {
  const { req, query, urls, services } = exchange;
  const client = await services.clients.requireForPath(req, exchange.namedClient);
  const link = openLoginLink(exchange, query.get('ticket'), client.name);
  const notice = noticeIn(query);
  if (notice === 'destination-lost') return sendLoginPage(exchange, [client], notice);
  const otherAccount = query.has('other') ? client.otherAccount : {};
  await beginLogin(exchange, client, {
    returnTo: urls.safePath(query.get('returnTo')),
    ...link,
    parameters: { ...otherAccount, ...link?.parameters },
  });
}

async function sendLoginPage(
  exchange: Exchange,
  clients: readonly Client[],
  notice: LoginView['notice'],
): Promise<void> {
  const view: LoginView = { notice, buttons: clients.map((each) => buttonFor(exchange, each)) };
  const own = await runPageHook(exchange, 'loginPage', (hook) => hook(view, exchange.req));
  const status = notice === 'not-let-in' ? 403 : 200;
  sendPage(exchange.res, status, { html: own ?? loginPage(view), ours: own === undefined });
}

function noticeIn(query: URLSearchParams): LoginView['notice'] {
  const notice = query.get('notice');
  if (notice === 'not-let-in') return notice;
  if (notice === 'destination-lost' || isTooLong(query.get('returnTo'))) return 'destination-lost';
  return notice === 'signed-out' ? notice : undefined;
}

function buttonFor({ query, urls, namedClient }: Exchange, client: Client): LoginView['buttons'][number] {
  const returnTo = urls.safePath(query.get('returnTo'));
  const carried = new URLSearchParams(returnTo === undefined ? {} : { returnTo });
  // An account that was not let in would be refused again if the provider chose the same one without asking.
  if (query.get('notice') === 'not-let-in') carried.set('other', '');
  if (namedClient !== undefined)
    for (const name of ['ticket', 'other']) if (query.has(name)) carried.set(name, query.get(name) ?? '');
  return { client: client.name, label: client.label, href: urls.loginHref(`/${client.name}`, carried) };
}
