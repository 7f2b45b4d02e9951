import { parseCookie } from 'cookie';
import type { Exchange } from '../exchange.js';
import { REMEMBERED_SECONDS, transactionId, type TransactionKeys } from './transactions.js';

/** How many logins may be pending in one browser; with one more, the oldest goes. */
const MAX_PENDING_LOGINS = 10;
/** How long a browser remembers that it has just signed in, or restarted a login. */
const RECENT_MS = 60_000;

/** Binds a pending login to this browser by a cookie of its own, so that tabs do not disturb each other. */
export function setBinding(exchange: Exchange, { state, binding }: TransactionKeys): void {
  const prefix = cookieName(exchange, 'tx-');
  const pending = Object.entries(cookiesOf(exchange)).filter(([name]) => isBinding(name, prefix));
  pending.sort(([, one], [, other]) => startedAt(one) - startedAt(other));
  const surplus = Math.max(0, pending.length + 1 - MAX_PENDING_LOGINS);
  for (const [name] of pending.slice(0, surplus)) setCookie(exchange, name, { value: '', maxAgeMs: 0 });
  const value = `${exchange.services.clock().toString(36)}.${binding}`;
  setCookie(exchange, prefix + transactionId(state), { value, maxAgeMs: REMEMBERED_SECONDS * 1000 });
}

/** The binding of the login with this state, if this browser has it. */
export function findBinding(exchange: Exchange, state: string): string | undefined {
  return cookiesOf(exchange)[cookieName(exchange, 'tx-') + transactionId(state)]?.split('.')[1];
}

/** Forgets the binding of a login that has ended. */
export function clearBinding(exchange: Exchange, state: string): void {
  setCookie(exchange, cookieName(exchange, 'tx-') + transactionId(state), { value: '', maxAgeMs: 0 });
}

/** Whether this browser has restarted a login in the last minute: the state alone may not come back to say so. */
export function hasRestartedRecently(exchange: Exchange): boolean {
  return cookiesOf(exchange)[cookieName(exchange, 'restarted')] !== undefined;
}

/** Remembers in the browser that it restarts a login. */
export function rememberRestart(exchange: Exchange): void {
  setCookie(exchange, cookieName(exchange, 'restarted'), { value: '1', maxAgeMs: RECENT_MS });
}

/** How many sign-ins of this browser followed each other within seconds, and when the last one was. */
export function recentSignIns(exchange: Exchange): { count: number; at: number } {
  return readCounter(exchange, 'rounds');
}

/** Remembers in the browser that it has just signed in. */
export function rememberSignIn(exchange: Exchange, count: number): void {
  writeCounter(exchange, 'rounds', { count, maxAgeMs: RECENT_MS });
}

/** How many failures within seconds `onError` may answer with a path. */
const MAX_ERRORS = 5;
const ERRORS_MS = 10_000;

/** Counts a failure of this browser; false when there were too many in the last seconds. */
export function countError(exchange: Exchange): boolean {
  const { count, at } = readCounter(exchange, 'errors');
  const isRecent = exchange.services.clock() - at < ERRORS_MS;
  const errors = (isRecent ? count : 0) + 1;
  writeCounter(exchange, 'errors', { count: errors, maxAgeMs: ERRORS_MS });
  return errors < MAX_ERRORS;
}

function readCounter(exchange: Exchange, name: string): { count: number; at: number } {
  const [count, at] = (cookiesOf(exchange)[cookieName(exchange, name)] ?? '').split('.');
  return { count: Number.parseInt(count ?? '', 10) || 0, at: Number.parseInt(at ?? '', 36) || 0 };
}

function writeCounter(
  exchange: Exchange,
  name: string,
  { count, maxAgeMs }: { count: number; maxAgeMs: number },
): void {
  const value = `${count}.${exchange.services.clock().toString(36)}`;
  setCookie(exchange, cookieName(exchange, name), { value, maxAgeMs });
}

function setCookie(
  { res, urls }: Exchange,
  name: string,
  { value, maxAgeMs }: { value: string; maxAgeMs: number },
): void {
  res.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: urls.isHttps, path: '/', maxAge: maxAgeMs });
}

// Exactly as ours are: Express throws at the attempt to clear a cookie of an odd name.
function isBinding(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^[\w-]{16}$/.test(name.slice(prefix.length));
}

function startedAt(value: string | undefined): number {
  return Number.parseInt(value?.split('.')[0] ?? '', 36) || 0;
}

// Browsers refuse a `__Host-` cookie that another host or a plain http page tries to set (RFC 6265bis, section 4.1.3.2).
function cookieName({ urls }: Exchange, name: string): string {
  return `${urls.isHttps ? '__Host-' : ''}oauth-${name}`;
}

function cookiesOf({ req }: Exchange): Record<string, string | undefined> {
  return parseCookie(req.headers.cookie ?? '');
}
