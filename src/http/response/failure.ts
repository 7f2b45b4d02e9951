import { randomBytes } from 'node:crypto';
import { isOAuthError, type OAuthError } from '../../shared/errors.js';
import { isError, wordsOf } from '../../shared/thrown.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { followResult } from '../hooks/follow-result.js';
import { hookError } from '../hooks/hook-error.js';
import { runHook, runPageHook } from '../hooks/run-hook.js';
import { countError } from '../login/transaction-cookies.js';
import { errorPage } from '../pages/error-page.js';
import type { ErrorView } from '../pages/views.js';
import { errorWords, WORDS } from '../pages/words.js';
import { sendPage, sendProblem, seeOther } from './answer.js';

/** An error, as far as the error page shows it. */
interface ErrorSummary {
  code: OAuthError['code'];
  status: number;
  client: string | undefined;
  reference: string;
  detail: string | undefined;
  returnTo: string | undefined;
}

/** An error on its way to the error page. */
const SUMMARY: TicketKind<ErrorSummary> = { purpose: 'error page', lifeMs: 10 * 60_000, isPacked: true };

const MAX_DETAIL_LENGTH = 1000;

/** A failure, and where the user was headed. */
export interface Failure {
  error: unknown;
  returnTo?: string | undefined;
  /** Whether the address in the browser holds a code or the like: then the answer leads away from it. */
  leavesAddress?: boolean;
}

/** Answers a request that failed: by the hook `onError`, as a problem for a program, or by the error page. Errors that are not ours are thrown on. */
export async function fail(exchange: Exchange, { error, returnTo, leavesAddress = false }: Failure): Promise<void> {
  const { res, urls, isPageVisit } = exchange;
  if (!isOAuthError(error) || res.headersSent) throw error;
  const summary = reportError(exchange, error, returnTo);
  if (await isAnsweredByHook(exchange, error)) return;
  if (!isPageVisit && !leavesAddress) return sendProblem(res, problemOf(summary));
  if (leavesAddress) return seeOther(res, `${urls.pathTo('error')}?e=${exchange.issueTicket(SUMMARY, summary)}`);
  await sendErrorPage(exchange, summary);
}

/** Answers a request by `answer`, and with an error when that fails. Rejects only with errors that are not ours. */
export async function answerFailures(exchange: Exchange, answer: () => unknown): Promise<void> {
  try {
    await answer();
  } catch (error) {
    await fail(exchange, { error });
  }
}

/** As `answerFailures`, for methods that an app may call without waiting: never rejects. `caller` names the method. */
export async function answerAllFailures(exchange: Exchange, caller: string, answer: () => unknown): Promise<void> {
  try {
    await answerFailures(exchange, answer);
  } catch (error) {
    const ours = isOAuthError(error) ? error : hookError(caller, error);
    if (exchange.res.headersSent) exchange.services.events.emitEvent('failure', { error: ours, reference: 'late' });
    else await fail(exchange, { error: ours });
  }
}

/** `GET /error`: says what went wrong, for as long as its address is good. */
export async function showError(exchange: Exchange): Promise<void> {
  await sendErrorPage(exchange, exchange.openTicket(SUMMARY, exchange.query.get('e')));
}

/** Whether a request is for the error page, by a link that this instance has made. */
export function isErrorLink(exchange: Exchange): boolean {
  return exchange.openTicket(SUMMARY, exchange.query.get('e')) !== undefined;
}

function reportError(exchange: Exchange, error: OAuthError, returnTo: string | undefined): ErrorSummary {
  const { services } = exchange;
  exchange.hasFailed = true;
  const reference = randomBytes(5).toString('hex');
  services.events.emitEvent('failure', { error, reference });
  const { code, status, client } = error;
  const detail = services.settings.production ? undefined : detailOf(error);
  return { code, status, client, reference, detail, returnTo };
}

function detailOf(error: OAuthError): string {
  const { message, hint, cause } = error;
  const why = isError(cause) ? `\nBecause: ${wordsOf(cause, MAX_DETAIL_LENGTH)}` : '';
  return `${message}${providerWords(error, why)}${why}${hint === undefined ? '' : `\n${hint}`}`.slice(
    0,
    MAX_DETAIL_LENGTH,
  );
}

/** The provider's own words, for developers only, and as plain text; without those that the cause repeats. */
function providerWords(error: OAuthError & { error?: unknown; errorDescription?: unknown }, why: string): string {
  const all = [error.error, error.errorDescription].filter((word) => typeof word === 'string');
  const words = all.filter((word) => !why.includes(word));
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

async function isAnsweredByHook(exchange: Exchange, error: OAuthError): Promise<boolean> {
  const { req, res } = exchange;
  try {
    const result = await runHook(exchange, 'onError', { call: (hook) => hook(error, req) });
    // The page that it names may need a sign-in, which fails again: after some rounds the error page itself is shown.
    if (typeof result === 'string' && !countError(exchange)) return false;
    return await followResult(exchange, 'onError', result);
  } catch (cause) {
    // An error in the hook for errors must not hide the first one.
    reportHookError(exchange, 'onError', cause);
    return res.headersSent;
  }
}

function problemOf({ code, status, reference, detail }: ErrorSummary) {
  return {
    type: 'about:blank',
    title: errorWords(code).title,
    status,
    code,
    reference,
    ...(detail === undefined ? {} : { detail }),
  };
}

async function sendErrorPage(exchange: Exchange, summary: ErrorSummary | undefined): Promise<void> {
  const { res, urls } = exchange;
  const { signIn, tryAgain, home } = WORDS.ways;
  const query = new URLSearchParams(summary?.returnTo === undefined ? {} : { returnTo: summary.returnTo });
  const view: ErrorView = {
    ...errorWords(summary?.code),
    code: summary?.code,
    status: summary?.status ?? 200,
    reference: summary?.reference,
    detail: summary?.detail,
    actions: [
      { label: summary ? tryAgain : signIn, href: urls.loginHref('', query) },
      { label: home, href: urls.home },
    ],
  };
  if (view.status === 503 || view.status === 504) res.setHeader('Retry-After', '10');
  const own = await ownErrorPage(exchange, view);
  sendPage(res, view.status, { html: own ?? errorPage(view), ours: own === undefined });
}

async function ownErrorPage(exchange: Exchange, view: ErrorView): Promise<string | undefined> {
  try {
    return await runPageHook(exchange, 'errorPage', (hook) => hook(view, exchange.req));
  } catch (cause) {
    // The default page still says what went wrong first.
    reportHookError(exchange, 'errorPage', cause);
    return undefined;
  }
}

function reportHookError({ services }: Exchange, hook: string, cause: unknown): void {
  const error = isOAuthError(cause) ? cause : hookError(hook, cause);
  services.events.emitEvent('failure', { error, reference: hook });
}
