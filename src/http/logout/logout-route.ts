import { digest } from '../../shared/digest.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { runPageHook } from '../hooks/run-hook.js';
import { logoutPage } from '../pages/logout-page.js';
import type { LogoutView } from '../pages/views.js';
import { postedForm } from '../request/posted-form.js';
import { seeOther, sendPage } from '../response/answer.js';
import { chooseLanding } from './choose-landing.js';
import { endAtProvider, leaveForLogout } from './end-at-provider.js';
import { DONE, logout } from './logout.js';
import { takeWayBack } from './way-back.js';

/** Shows that a form was posted by our own page: it carries the digest of the session id. */
const CONFIRMATION: TicketKind<string> = { purpose: 'logout', lifeMs: 60 * 60_000 };

/** `GET, POST /logout`: signs out when the app's own pages ask for it; asks first when another site sent the browser. */
export async function logoutRoute(exchange: Exchange): Promise<void> {
  if (!exchange.user) return logoutWithoutSession(exchange);
  if (!isWanted(exchange)) return sendLogoutPage(exchange, 'ask');
  await logout(exchange, {});
}

/**
 * The way back from the provider; or a logout after our own session has ended: the provider's may have not, and where there is one client, it
 * is known which. Else a page says so.
 */
async function logoutWithoutSession(exchange: Exchange): Promise<void> {
  const { req, res, query, services, urls } = exchange;
  const isAsked = isWanted(exchange);
  const wayBack = takeWayBack(exchange, isAsked);
  if (wayBack?.landing !== undefined) return seeOther(res, wayBack.landing);
  if (wayBack) return sendLogoutPage(exchange, 'done');
  if (isAsked && (req.method === 'POST' || !(query.has('state') || query.has(DONE)))) {
    const { providerLogout, afterLogoutPath } = services.settings;
    const end = providerLogout ? await endAtProvider(exchange, {}) : undefined;
    // The way back from a provider under our own address looks like a link of the app.
    const mayBeWayBack = end?.url.origin === new URL(urls.addressOf('/')).origin && req.method !== 'POST';
    const landing = chooseLanding(exchange, [afterLogoutPath]);
    if (end && !mayBeWayBack) return leaveForLogout(exchange, end, landing);
    if (landing !== undefined) return seeOther(res, landing);
  }
  await sendLogoutPage(exchange, 'done', 'provider-session');
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

async function sendLogoutPage(
  exchange: Exchange,
  step: LogoutView['step'],
  notice?: LogoutView['notice'],
): Promise<void> {
  const { req, res, urls } = exchange;
  const view: LogoutView = {
    step,
    action: urls.pathTo('logout'),
    ticket: step === 'done' ? '' : exchange.issueTicket(CONFIRMATION, digest(req.sessionID)),
    loginHref: urls.loginHref(),
    homeHref: urls.home,
    notice,
  };
  const own = await runPageHook(exchange, 'logoutPage', (hook) => hook(view, req));
  sendPage(res, 200, { html: own ?? logoutPage(view), ours: own === undefined });
}
