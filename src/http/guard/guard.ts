import type { Exchange } from '../exchange.js';
import { checkArrival } from './check-arrival.js';
import { followResult } from '../hooks/follow-result.js';
import { runHook } from '../hooks/run-hook.js';
import { signOut, watchSession } from '../logout/sign-out.js';
import type { LoginView } from '../pages/views.js';
import { isTooLong } from '../request/return-to.js';
import { sendProblem } from '../response/answer.js';
import { leave } from '../response/leave.js';

/** Whether a user is signed in whom the app still welcomes; it is asked once for a request. Answers all other requests. */
export async function isWelcome(exchange: Exchange): Promise<boolean> {
  const { req, user, services } = exchange;
  if (!user) {
    askToSignIn(exchange);
    return false;
  }
  // Without the hook, nobody needs the session.
  if (exchange.isWelcome || !services.hooks.checkInvalid) return true;
  const result = await watchSession(exchange, () =>
    runHook(exchange, 'checkInvalid', { call: (hook) => hook(req, exchange.session, user) }),
  );
  if (result === true) {
    await signOut(exchange, 'invalid');
    askToSignIn(exchange, 'signed-out');
    return false;
  }
  if (await followResult(exchange, 'checkInvalid', result)) return false;
  // The hook may have ended the session itself.
  if (!exchange.user) {
    if (!exchange.res.headersSent) askToSignIn(exchange, 'signed-out');
    return false;
  }
  exchange.isWelcome = true;
  return true;
}

/** 303 to the login page for a page visit; for anything else 401, with the address of the login (RFC 9457). Throws a `ConfigurationError`. */
export function askToSignIn(exchange: Exchange, notice?: 'signed-out'): void {
  const { req, res, urls, isPageVisit } = exchange;
  const query = new URLSearchParams();
  const asked = req.method === 'GET' || req.method === 'HEAD' ? urls.asked : undefined;
  const returnTo = urls.safePath(asked);
  if (returnTo !== undefined && returnTo !== '/') query.set('returnTo', returnTo);
  const shown: LoginView['notice'] = isTooLong(asked) ? 'destination-lost' : notice;
  if (shown !== undefined) query.set('notice', shown);
  checkArrival(exchange, query);
  const login = urls.loginHref('', query);
  if (isPageVisit) return leave(exchange, login, 'login');
  const challenge = `Cookie form-action="${login.replace(/["\\]/g, '')}", cookie-name="${urls.sessionCookie}"`;
  res.setHeader('WWW-Authenticate', challenge);
  sendProblem(res, {
    type: 'about:blank',
    title: 'You are not signed in',
    status: 401,
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    loginUrl: urls.addressOf(urls.pathTo('login')),
  });
}
