import type { NextFunction, Request, Response } from 'express';
import { sendProblem, seeOther } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import { handleOf } from '../../records/session-handle.js';
import { signInOf } from '../../sessions/session-data.js';
import type { AppSession } from '../../sessions/session-data.js';
import type { Auth } from '../../sessions/auth.js';
import type { Context } from '../services.js';
import type { HookResult } from '../hooks/hooks.js';
import { isPageVisit } from '../request/page-visit.js';
import { addressOf, askedPath, pathTo, realmOf } from '../urls.js';
import { safeReturnTo } from '../request/return-to.js';
import { endSession } from '../../sessions/end-session.js';
import { checkHookResult, follow } from '../hooks/hook-result.js';

/** Lets a signed-in user through whom the app still welcomes; sends everybody else to sign in. */
export async function guard(context: Context, req: Request, res: Response, next: NextFunction): Promise<void> {
  if (await isWelcome(context, req, res)) next();
}

/** Whether somebody is signed in whom the app still welcomes, which it is asked once for a request. Answers everybody else. */
export async function isWelcome(context: Context, req: Request, res: Response): Promise<boolean> {
  if (!isSignedIn(context, req)) {
    askToSignIn(context, req, res);
    return false;
  }
  const entered = context.entered.get(req);
  if (entered?.isWelcome) return true;
  const verdict = await stillWelcome(context, req, req.auth);
  if (verdict === true) {
    await throwOut(context, req, res);
    return false;
  }
  if (await follow(context, req, res, { verdict, hook: 'checkInvalid' })) return false;
  if (entered) entered.isWelcome = true;
  return true;
}

// Asked again: whatever stood between us and the guard may have ended the session, or have put an `auth` of its own there.
export function isSignedIn(context: Context, req: Request): boolean {
  const { auth, session }: { auth?: Auth; session?: AppSession } = req;
  const signIn = session && signInOf(session);
  const isHere = signIn?.session === handleOf(req.sessionID) && signIn.realm === realmOf(context, req);
  return auth !== undefined && isHere && signIn.ident === auth.ident;
}

async function stillWelcome(context: Context, req: Request, auth: Auth): Promise<HookResult> {
  const verdict = await askHook('checkInvalid', () => context.hooks.checkInvalid?.(req, req.session, auth));
  return checkHookResult(verdict, 'checkInvalid');
}

async function throwOut(context: Context, req: Request, res: Response): Promise<void> {
  await endSession(context, req, res, 'invalid');
  askToSignIn(context, req, res, 'signed-out');
}

/** 303 to the login page for a page visit; for anything else 401, with the address of the login (RFC 9457). */
export function askToSignIn(context: Context, req: Request, res: Response, notice?: 'signed-out'): void {
  const query = new URLSearchParams();
  const returnTo = req.method === 'GET' || req.method === 'HEAD' ? safeReturnTo(askedPath(context, req)) : undefined;
  if (returnTo !== undefined && returnTo !== '/') query.set('returnTo', returnTo);
  if (notice !== undefined) query.set('notice', notice);
  const login = pathTo(context, req, 'login') + (query.size > 0 ? `?${query}` : '');
  if (isPageVisit(req)) return seeOther(res, login);
  res.setHeader(
    'WWW-Authenticate',
    `Cookie form-action="${login.replace(/["\\]/g, '')}", cookie-name="${context.sessionCookie}"`,
  );
  sendProblem(res, {
    type: 'about:blank',
    title: 'You are not signed in',
    status: 401,
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    loginUrl: addressOf(context, req, pathTo(context, req, 'login')),
  });
}
