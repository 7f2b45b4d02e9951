import { digest } from '../../shared/digest.js';
import { checkOptions, takes, type OptionRules } from '../../shared/check-options.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { TokenSet } from '../../protocol/token-set.js';
import { handleOf } from '../../records/session-handle.js';
import type { Auth } from '../../sessions/auth.js';
import type { Exchange } from '../exchange.js';
import { followResult } from '../hooks/follow-result.js';
import { runHook, runPageHook } from '../hooks/run-hook.js';
import { logoutPage } from '../pages/logout-page.js';
import type { LogoutView } from '../pages/views.js';
import { postedForm } from '../request/posted-form.js';
import { seeOther, sendPage } from '../response/answer.js';
import { leave } from '../response/leave.js';
import { signOut } from './sign-out.js';

/** Shows that a form was posted by our own page: it carries the digest of the session id. */
const CONFIRMATION: TicketKind<string> = { purpose: 'logout', lifeMs: 60 * 60_000 };

/** The options of `auth.logout()`. */
export interface LogoutOptions {
  /** Whether the provider's session ends too. Default is the option `providerLogout`. */
  provider?: boolean | undefined;
}

const rules: OptionRules<LogoutOptions> = { provider: takes.boolean() };

/** Checks the options of `auth.logout()`. Throws a `ConfigurationError`. */
export function checkLogoutOptions(options: LogoutOptions): void {
  checkOptions<LogoutOptions>('logout()', options, rules);
}

/** `GET, POST /logout`: signs out when the app's own pages ask for it; asks first when another site sent the browser. */
export async function logoutRoute(exchange: Exchange): Promise<void> {
  if (!exchange.user) return sendLogoutPage(exchange, 'done');
  if (!isWanted(exchange)) return sendLogoutPage(exchange, 'ask');
  await logout(exchange, {});
}

/** Ends our session first, whatever the provider does; then sends the browser on. (OIDC RP-Initiated Logout 1.0) */
export async function logout(exchange: Exchange, { provider }: LogoutOptions): Promise<void> {
  const { req, res, services, urls, user } = exchange;
  if (!user) return seeOther(res, urls.pathTo('logout'));
  const lasting = await loadLastingTokens(exchange, user);
  const tokens = (await signOut(exchange, 'logout')) ?? lasting;
  const result = await runHook(exchange, 'onLogout', { call: (hook) => hook(req, user.ident) });
  if (await followResult(exchange, 'onLogout', result)) return;
  const isAtProvider = provider ?? services.settings.providerLogout;
  const url = isAtProvider ? await endSessionUrl(exchange, user.client, tokens?.idToken) : undefined;
  if (url === undefined) return seeOther(res, urls.pathTo('logout'));
  leave(exchange, url, 'logout');
}

// A GET can be sent by any link and image of another site, a POST by any form; the ticket is on our own page only.
function isWanted(exchange: Exchange): boolean {
  const { req, urls, isPageVisit } = exchange;
  const { isSameOrigin } = urls;
  if (req.method === 'POST') return isConfirmed(exchange) || (isSameOrigin ?? true);
  // A typed address counts as one of another site: it may be a link in a mail, or have been redirected here.
  return isPageVisit && isSameOrigin === true;
}

function isConfirmed(exchange: Exchange): boolean {
  const confirmed = exchange.openTicket(CONFIRMATION, postedForm(exchange.req)?.get('ticket'));
  return confirmed === digest(exchange.req.sessionID);
}

/** Tokens in the app's own store stay there, but the provider's logout asks for their ID token. */
async function loadLastingTokens(
  { req, services }: Exchange,
  { ident, client: name }: Auth,
): Promise<TokenSet | undefined> {
  const { repository } = services.sessions.tokens;
  const client = repository.areLasting ? await services.clients.find(name) : undefined;
  if (!client) return undefined;
  try {
    return (await repository.slot({ session: handleOf(req.sessionID), ident, client }).load())?.tokens;
  } catch (error) {
    // The user is signed out nevertheless.
    services.events.reportStoreFailure(error, 'tokens');
    return undefined;
  }
}

async function endSessionUrl(
  { services, urls }: Exchange,
  name: string,
  idToken: string | undefined,
): Promise<string | undefined> {
  const client = await services.clients.find(name);
  const postLogoutRedirectUri = urls.addressOf(urls.pathTo('logout'));
  try {
    return (await client?.endSessionUrl({ idToken, postLogoutRedirectUri }))?.href;
  } catch {
    // The provider is down, and the user is signed out here nevertheless.
    return undefined;
  }
}

async function sendLogoutPage(exchange: Exchange, step: LogoutView['step']): Promise<void> {
  const { req, res, urls } = exchange;
  const view: LogoutView = {
    step,
    action: urls.pathTo('logout'),
    ticket: step === 'done' ? '' : exchange.issueTicket(CONFIRMATION, digest(req.sessionID)),
    loginHref: urls.pathTo('login'),
    homeHref: urls.home,
  };
  const own = await runPageHook(exchange, 'logoutPage', (hook) => hook(view, req));
  sendPage(res, 200, { html: own ?? logoutPage(view), ours: own === undefined });
}
