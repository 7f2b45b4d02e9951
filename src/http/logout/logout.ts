import type { Request, Response } from 'express';
import { digest } from '../../shared/digest.js';
import { seeOther, sendPage } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import type { Context } from '../services.js';
import { isPageVisit } from '../request/page-visit.js';
import { leavingPage } from '../pages/leaving-page.js';
import { logoutPage } from '../pages/logout-page.js';
import type { LogoutView } from '../pages/views.js';
import { addressOf, homePath, isSameOrigin, pathTo } from '../urls.js';
import { postedForm } from '../request/posted-form.js';
import { endSession } from '../../sessions/end-session.js';
import { follow } from '../hooks/hook-result.js';

/** So long the page that asks can be answered. */
const TICKET_MS = 60 * 60_000;
const PURPOSE = 'logout';

/** What signing out is done with. */
export interface LogoutOptions {
  /** Whether the provider's session ends too. Default is the option `providerLogout`. */
  provider?: boolean | undefined;
}

/** `GET, POST /logout`: signs out whoever asks for it here; asks first when another site sent the browser. */
export async function logoutRoute(context: Context, req: Request, res: Response): Promise<void> {
  if (!req.auth) return sendLogoutPage(context, req, res, 'done');
  if (!isWanted(context, req)) return sendLogoutPage(context, req, res, 'ask');
  await logout(context, req, res, {});
}

/** Ends our session first, whatever the provider does; then sends the browser on. (OIDC RP-Initiated Logout 1.0) */
export async function logout(context: Context, req: Request, res: Response, options: LogoutOptions): Promise<void> {
  const auth = req.auth as Request['auth'] | undefined;
  if (!auth) return seeOther(res, pathTo(context, req, 'logout'));
  const idToken = (await endSession(context, req, res, 'logout'))?.idToken;
  if (await answeredByHook(context, req, res, auth.ident)) return;
  const atProvider = options.provider ?? context.providerLogout;
  const url = atProvider ? await endSessionUrl(context, req, auth.client, idToken) : undefined;
  if (url === undefined) return seeOther(res, pathTo(context, req, 'logout'));
  if (req.method !== 'POST') return seeOther(res, url);
  // A page whose Content-Security-Policy has `form-action 'self'` cannot post its way to the provider, redirects included.
  res.setHeader('Refresh', `0;url=${url}`);
  sendPage(res, 200, { html: leavingPage(url), ours: true });
}

// A GET can be sent by any link and image of another site, a POST by any form; the ticket is on our own page only.
function isWanted(context: Context, req: Request): boolean {
  if (req.method === 'POST' && hasTicket(context, req)) return true;
  const sameOrigin = isSameOrigin(context, req);
  if (req.method === 'POST') return sameOrigin ?? true;
  // A typed address counts as one of another site: it may be a link in a mail, or have been redirected here.
  return isPageVisit(req) && sameOrigin === true;
}

function hasTicket(context: Context, req: Request): boolean {
  const ticket = postedForm(req)?.get('ticket') ?? '';
  const opened = context.sealer.open(ticket, PURPOSE) as { session: string; until: number } | undefined;
  return opened?.session === digest(req.sessionID) && context.clock() < opened.until;
}

async function answeredByHook(context: Context, req: Request, res: Response, ident: string): Promise<boolean> {
  const verdict = await askHook('onLogout', () => context.hooks.onLogout?.(req, ident));
  return follow(context, req, res, { verdict, hook: 'onLogout' });
}

async function endSessionUrl(
  context: Context,
  req: Request,
  client: string,
  idToken: string | undefined,
): Promise<string | undefined> {
  const postLogoutRedirectUri = addressOf(context, req, pathTo(context, req, 'logout'));
  try {
    return (await context.clients.get(client)?.endSessionUrl({ idToken, postLogoutRedirectUri }))?.href;
  } catch {
    // The provider is down, and the user is signed out here all the same.
    return undefined;
  }
}

async function sendLogoutPage(context: Context, req: Request, res: Response, step: LogoutView['step']): Promise<void> {
  const ticket =
    step === 'done'
      ? ''
      : context.sealer.seal({ session: digest(req.sessionID), until: context.clock() + TICKET_MS }, PURPOSE);
  const view: LogoutView = {
    step,
    action: pathTo(context, req, 'logout'),
    ticket,
    loginHref: pathTo(context, req, 'login'),
    homeHref: homePath(context),
  };
  const own = await askHook('logoutPage', () => context.hooks.logoutPage?.(view, req));
  sendPage(res, 200, { html: own ?? logoutPage(view), ours: own === undefined });
}
