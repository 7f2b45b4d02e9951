import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { ConfigurationError, isOAuthError } from '../errors.js';
import type { OAuthError } from '../errors.js';
import { sendPage, sendProblem, seeOther } from './answer.js';
import type { Context } from './context.js';
import type { Verdict } from './hooks.js';
import { isPageVisit } from './page-visit.js';
import { errorPage } from './pages/error-page.js';
import { errorWords } from './pages/error-words.js';
import { homePath, pathTo } from './places.js';
import { queryOf } from './query.js';
import { safeReturnTo } from './return-to.js';

/** So long the error page can tell what went wrong. */
const TOLD_MS = 10 * 60_000;
const PURPOSE = 'error page';

/** What the error page is told, sealed, in its address. */
interface Told {
  code: OAuthError['code'];
  status: number;
  client: string | undefined;
  reference: string;
  detail: string | undefined;
  returnTo: string | undefined;
  at: number;
}

/** Where a failure happened, and where the user was headed. */
export interface Failure {
  error: unknown;
  returnTo?: string | undefined;
  /** Whether the address in the browser holds a code or the like: then the answer leads away from it. */
  leave?: boolean;
}

/** Answers a request that failed: by the hook `onError`, as a problem for a program, or by the error page. Errors that are not ours are thrown on. */
export async function fail(context: Context, req: Request, res: Response, failure: Failure): Promise<void> {
  const { error } = failure;
  if (!isOAuthError(error) || res.headersSent) throw error;
  const told = tell(context, error, failure.returnTo);
  if (await answeredByHook(context, req, res, error)) return;
  if (!isPageVisit(req) && !failure.leave) return sendProblem(res, problemOf(told));
  if (failure.leave) return seeOther(res, `${pathTo(context, req, 'error')}?e=${context.sealer.seal(told, PURPOSE)}`);
  await sendErrorPage(context, req, res, told);
}

/** `GET /error`: says what went wrong, if it was told lately. */
export async function showError(context: Context, req: Request, res: Response): Promise<void> {
  const told = context.sealer.open(queryOf(req).get('e') ?? '', PURPOSE) as Told | undefined;
  await sendErrorPage(context, req, res, told && context.clock() < told.at + TOLD_MS ? told : undefined);
}

/** The app's own error in a hook, as ours: the hook's name says where to look. */
export function hookError(hook: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The hook "${hook}" failed`, {
    code: 'ERR_OAUTH_HOOK',
    cause,
    hint: `Look at the cause: it is what "${hook}" threw`,
  });
}

/** A hook's answer, if it may give it. Throws a `ConfigurationError`: what is not understood must not let anybody in. */
export function checkedVerdict(verdict: unknown, hook: string): Verdict {
  if (!verdict || verdict === true || typeof verdict === 'function') return verdict as Verdict;
  if (typeof verdict === 'string' && safeReturnTo(verdict) !== undefined) return verdict;
  throw hookError(hook, new TypeError('It takes true, false, a path of this app such as "/welcome", or a function'));
}

/** Does what a hook's answer says: a path to go to, or a function that answers. Tells whether it did. */
export async function follow(verdict: Verdict, hook: string, req: Request, res: Response): Promise<boolean> {
  if (typeof verdict === 'function') {
    await verdict(req, res);
    return true;
  }
  if (typeof verdict !== 'string') return false;
  const path = safeReturnTo(verdict);
  if (path === undefined)
    throw hookError(hook, new TypeError('It named a place that is not a path of this app, such as "/welcome"'));
  seeOther(res, path);
  return true;
}

function tell(context: Context, error: OAuthError, returnTo: string | undefined): Told {
  const reference = randomBytes(5).toString('hex');
  context.events.tell('failure', { error, reference });
  const { code, status, client } = error;
  return {
    code,
    status,
    client,
    reference,
    detail: context.production ? undefined : detailOf(error),
    returnTo,
    at: context.clock(),
  };
}

function detailOf({ message, hint, cause }: OAuthError): string {
  const why = cause instanceof Error ? `\nBecause: ${cause.message}` : '';
  return `${message}${why}${hint === undefined ? '' : `\n${hint}`}`.slice(0, 1000);
}

async function answeredByHook(context: Context, req: Request, res: Response, error: OAuthError): Promise<boolean> {
  try {
    return await follow(await context.hooks.onError?.(error, req), 'onError', req, res);
  } catch (cause) {
    // An error in the hook for errors must not hide the first one.
    context.events.tell('failure', { error: hookError('onError', cause), reference: 'onError' });
    return res.headersSent;
  }
}

function problemOf({
  code,
  status,
  reference,
  detail,
}: Told): { status: number; title: string } & Record<string, unknown> {
  return {
    type: 'about:blank',
    title: errorWords(code).title,
    status,
    code,
    reference,
    ...(detail === undefined ? {} : { detail }),
  };
}

async function sendErrorPage(context: Context, req: Request, res: Response, told: Told | undefined): Promise<void> {
  const again = pathTo(context, req, 'login');
  const returnTo = told?.returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(told.returnTo)}`;
  const view = {
    ...errorWords(told?.code),
    code: told?.code,
    status: told?.status ?? 200,
    reference: told?.reference,
    detail: told?.detail,
    actions: [
      { label: told ? 'Try again' : 'Sign in', href: again + returnTo },
      { label: 'Home', href: homePath(context) },
    ],
  };
  if (view.status === 503 || view.status === 504) res.setHeader('Retry-After', '10');
  const own = await context.hooks.errorPage?.(view, req);
  sendPage(res, view.status, { html: own ?? errorPage(view), ours: own === undefined });
}
