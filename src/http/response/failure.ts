import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { isOAuthError } from '../../shared/errors.js';
import type { OAuthError } from '../../shared/errors.js';
import { sendPage, sendProblem, seeOther } from './answer.js';
import { hookError } from '../hooks/run-hook.js';
import type { Context } from '../services.js';
import { isPageVisit } from '../request/page-visit.js';
import { errorPage } from '../pages/error-page.js';
import { errorWords } from '../pages/error-words.js';
import type { ErrorView } from '../pages/views.js';
import { homePath, pathTo } from '../urls.js';
import { queryOf } from '../request/query.js';
import { countError } from '../login/transaction-cookies.js';
import { follow } from '../hooks/hook-result.js';

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

/** Does what answers a request, and answers in its place when that fails. Rejects only with what is no error of ours. */
export async function answered(context: Context, req: Request, res: Response, answer: () => unknown): Promise<void> {
  try {
    await answer();
  } catch (error) {
    await fail(context, req, res, { error });
  }
}

/** As `answered`, for whoever may not wait for it: never rejects. */
export async function settled(context: Context, req: Request, res: Response, answer: () => unknown): Promise<void> {
  try {
    await answered(context, req, res, answer);
  } catch (error) {
    const ours = isOAuthError(error) ? error : hookError('login() or logout()', error);
    if (res.headersSent) context.events.tell('failure', { error: ours, reference: 'late' });
    else await fail(context, req, res, { error: ours });
  }
}

/** `GET /error`: says what went wrong, if it was told lately. */
export async function showError(context: Context, req: Request, res: Response): Promise<void> {
  const told = context.sealer.open(queryOf(req).get('e') ?? '', PURPOSE) as Told | undefined;
  await sendErrorPage(context, req, res, told && context.clock() < told.at + TOLD_MS ? told : undefined);
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

function detailOf(error: OAuthError): string {
  const { message, hint, cause } = error;
  const why = cause instanceof Error ? `\nBecause: ${cause.message}` : '';
  return `${message}${providersWords(error)}${why}${hint === undefined ? '' : `\n${hint}`}`.slice(0, 1000);
}

/** What the provider said when it refused: told to developers only, and as plain text. */
function providersWords(error: OAuthError & { error?: unknown; errorDescription?: unknown }): string {
  const words = [error.error, error.errorDescription].filter((word) => typeof word === 'string');
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

async function answeredByHook(context: Context, req: Request, res: Response, error: OAuthError): Promise<boolean> {
  try {
    const verdict = await context.hooks.onError?.(error, req);
    // The page that it names may need a sign-in, which fails again: after some rounds the error page itself is shown.
    if (typeof verdict === 'string' && !countError(context, req, res)) return false;
    return await follow(context, req, res, { verdict, hook: 'onError' });
  } catch (cause) {
    // An error in the hook for errors must not hide the first one.
    tellOfHook(context, 'onError', cause);
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
  const view: ErrorView = {
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
  const own = await ownErrorPage(context, req, view);
  sendPage(res, view.status, { html: own ?? errorPage(view), ours: own === undefined });
}

async function ownErrorPage(context: Context, req: Request, view: ErrorView): Promise<string | undefined> {
  try {
    return await context.hooks.errorPage?.(view, req);
  } catch (cause) {
    // The default page still says what went wrong first.
    tellOfHook(context, 'errorPage', cause);
    return undefined;
  }
}

function tellOfHook(context: Context, hook: string, cause: unknown): void {
  context.events.tell('failure', { error: hookError(hook, cause), reference: hook });
}
