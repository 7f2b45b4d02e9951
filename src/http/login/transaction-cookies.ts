import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { REMEMBERED_SECONDS, transactionId } from './transactions.js';
import type { TransactionKeys } from './transactions.js';
import type { Context } from '../services.js';
import { isHttps } from '../urls.js';

/** So many logins may be pending in one browser; one more, and the oldest goes. */
const MOST_PENDING = 10;

/** Binds a pending login to this browser by a cookie of its own: so tabs do not disturb each other. */
export function setBinding(context: Context, req: Request, res: Response, { state, binding }: TransactionKeys): void {
  const prefix = namePrefix(context, req);
  const pending = Object.entries(cookiesOf(req)).filter(([name]) => isBinding(name, prefix));
  pending.sort(([, one], [, other]) => startedAt(one) - startedAt(other));
  for (const [name] of pending.slice(0, Math.max(0, pending.length + 1 - MOST_PENDING))) clear(context, req, res, name);
  const value = `${context.clock().toString(36)}.${binding}`;
  res.cookie(prefix + transactionId(state), value, {
    ...attributes(context, req),
    maxAge: REMEMBERED_SECONDS * 1000,
  });
}

/** The binding of the login with this state, if this browser has it. */
export function bindingOf(context: Context, req: Request, state: string): string | undefined {
  return cookiesOf(req)[namePrefix(context, req) + transactionId(state)]?.split('.')[1];
}

/** Forgets the binding of a login that is over. */
export function clearBinding(context: Context, req: Request, res: Response, state: string): void {
  clear(context, req, res, namePrefix(context, req) + transactionId(state));
}

/** Whether a login of this browser has started again by itself in the last minute: the state alone may not come back to say so. */
export function restartedLately(context: Context, req: Request): boolean {
  return cookiesOf(req)[restartedName(context, req)] !== undefined;
}

/** Remembers in the browser that a login starts again by itself. */
export function setRestarted(context: Context, req: Request, res: Response): void {
  res.cookie(restartedName(context, req), '1', { ...attributes(context, req), maxAge: 60_000 });
}

/** The rounds that this browser went lately: how often a sign-in followed another one within seconds. */
export function roundsOf(context: Context, req: Request): { rounds: number; at: number } {
  const [rounds, at] = (cookiesOf(req)[roundsName(context, req)] ?? '').split('.');
  return { rounds: Number.parseInt(rounds ?? '', 10) || 0, at: Number.parseInt(at ?? '', 36) || 0 };
}

/** Remembers in the browser that it has just signed in. */
export function setRounds(context: Context, req: Request, res: Response, rounds: number): void {
  res.cookie(roundsName(context, req), `${rounds}.${context.clock().toString(36)}`, {
    ...attributes(context, req),
    maxAge: 60_000,
  });
}

/** So many failures within seconds are answered by `onError` with a path. */
const MOST_ERRORS = 5;
const ERRORS_MS = 10_000;

/** Counts a failure of this browser; false when there were too many lately. */
export function countError(context: Context, req: Request, res: Response): boolean {
  const name = isHttps(context, req) ? '__Host-oauth-errors' : 'oauth-errors';
  const [count, at] = (cookiesOf(req)[name] ?? '').split('.');
  const isLately = context.clock() - (Number.parseInt(at ?? '', 36) || 0) < ERRORS_MS;
  const errors = (isLately ? Number.parseInt(count ?? '', 10) || 0 : 0) + 1;
  res.cookie(name, `${errors}.${context.clock().toString(36)}`, { ...attributes(context, req), maxAge: ERRORS_MS });
  return errors < MOST_ERRORS;
}

function clear(context: Context, req: Request, res: Response, name: string): void {
  res.cookie(name, '', { ...attributes(context, req), maxAge: 0 });
}

// Exactly as ours are: Express throws at the attempt to clear a cookie of an odd name.
function isBinding(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^[\w-]{16}$/.test(name.slice(prefix.length));
}

function startedAt(value: string | undefined): number {
  return Number.parseInt(value?.split('.')[0] ?? '', 36) || 0;
}

function attributes(context: Context, req: Request) {
  return { httpOnly: true, sameSite: 'lax', secure: isHttps(context, req), path: '/' } as const;
}

// Browsers refuse a `__Host-` cookie that another host or a plain http page tries to set (RFC 6265bis, section 4.1.3.2).
function namePrefix(context: Context, req: Request): string {
  return isHttps(context, req) ? '__Host-oauth-tx-' : 'oauth-tx-';
}

function restartedName(context: Context, req: Request): string {
  return isHttps(context, req) ? '__Host-oauth-restarted' : 'oauth-restarted';
}

function roundsName(context: Context, req: Request): string {
  return isHttps(context, req) ? '__Host-oauth-rounds' : 'oauth-rounds';
}

function cookiesOf(req: Request): Record<string, string | undefined> {
  return parseCookie(req.headers.cookie ?? '');
}
