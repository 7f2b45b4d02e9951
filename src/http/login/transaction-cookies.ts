import type { Bindings } from '../../sessions/parallel-sign-ins.js';
import type { Exchange } from '../exchange.js';
import { clearCookie, readCookie, readCookies, writeCookie } from '../own-cookies.js';
import { isRestarted, TRANSACTION_SECONDS, transactionId, type TransactionKeys } from './transactions.js';

/** How many logins may be pending in one browser; with one more, the oldest goes. */
const MAX_PENDING_LOGINS = 10;
/** How many cookies one response removes: proxies limit the headers of a response. The next login removes more. */
const MAX_CLEARED_COOKIES = 10;
/** How long a browser remembers that it has just signed in, or restarted a login. */
const RECENT_MS = 60_000;

const BINDING_PATTERN = /^[\w-]{43}$/;

/** Binds a pending login to this browser by a cookie of its own, so that tabs do not disturb each other. */
export function setBinding(exchange: Exchange, { state, binding }: TransactionKeys): void {
  const now = exchange.services.clock();
  // Exactly as ours are: Express throws at the attempt to clear a cookie of an odd name.
  const pending = readCookies(exchange, 'tx-').filter(([id]) => /^[\w-]{16}$/.test(id));
  pending.sort(([, one], [, other]) => startedAt(one, now) - startedAt(other, now));
  const surplus = Math.max(0, pending.length + 1 - MAX_PENDING_LOGINS);
  for (const [id] of pending.slice(0, Math.min(surplus, MAX_CLEARED_COOKIES))) clearCookie(exchange, `tx-${id}`);
  const value = `${now.toString(36)}.${binding}`;
  writeCookie(exchange, bindingName(state), { value, maxAgeMs: TRANSACTION_SECONDS * 1000 });
}

/** The binding of the login with this state, if this browser has it. */
export function findBinding(exchange: Exchange, state: string): string | undefined {
  return readCookie(exchange, bindingName(state))?.split('.')[1];
}

/** The binding of this login, and those of the others that are pending in this browser, as far as this request shows. */
export function findBindings(exchange: Exchange, state: string): Bindings | undefined {
  const own = findBinding(exchange, state);
  if (own === undefined) return undefined;
  const all = readCookies(exchange, 'tx-').map(([, value]) => value.split('.')[1] ?? '');
  const others = new Set(all.filter((each) => each !== own && BINDING_PATTERN.test(each)));
  return { own, others: [...others].slice(0, MAX_PENDING_LOGINS) };
}

/** Forgets the binding of a login that has ended. */
export function clearBinding(exchange: Exchange, state: string): void {
  clearCookie(exchange, bindingName(state));
}

/**
 * Whether the login with this state may start again: a login does so once, and a browser once in a minute, because the state alone may not
 * come back to say so.
 */
export function mayRestart(exchange: Exchange, state: string): boolean {
  return !isRestarted(state) && readCookie(exchange, 'restarted') === undefined;
}

/** Remembers in the browser that it restarts a login. */
export function rememberRestart(exchange: Exchange): void {
  writeCookie(exchange, 'restarted', { value: '1', maxAgeMs: RECENT_MS });
}

/** How many sign-ins of this browser followed each other within seconds, and when the last one was. */
export function recentSignIns(exchange: Exchange): { count: number; at: number } {
  return readCounter(exchange, 'rounds');
}

/** Remembers in the browser that it has just signed in. */
export function rememberSignIn(exchange: Exchange, count: number): void {
  writeCounter(exchange, 'rounds', { count, maxAgeMs: RECENT_MS });
}

/** How many failures may be answered with a path, and how many logins without a page may lead back, each within seconds of the one before. */
const MAX_COUNT = 5;
const COUNTED_MS = 10_000;

/** Counts a failure of this browser; false when there were too many in the last seconds. */
export function countError(exchange: Exchange): boolean {
  return countRecent(exchange, 'errors');
}

/** Counts a login without a page that ended without a sign-in; false when there were too many in the last seconds. */
export function countSilentLogin(exchange: Exchange): boolean {
  return countRecent(exchange, 'silent');
}

function countRecent(exchange: Exchange, name: string): boolean {
  const last = readCounter(exchange, name);
  const isRecent = exchange.services.clock() - last.at < COUNTED_MS;
  const count = (isRecent ? last.count : 0) + 1;
  writeCounter(exchange, name, { count, maxAgeMs: COUNTED_MS });
  return count < MAX_COUNT;
}

function readCounter(exchange: Exchange, name: string): { count: number; at: number } {
  const [count, at] = (readCookie(exchange, name) ?? '').split('.');
  return { count: Number.parseInt(count ?? '', 10) || 0, at: Number.parseInt(at ?? '', 36) || 0 };
}

function writeCounter(
  exchange: Exchange,
  name: string,
  { count, maxAgeMs }: { count: number; maxAgeMs: number },
): void {
  writeCookie(exchange, name, { value: `${count}.${exchange.services.clock().toString(36)}`, maxAgeMs });
}

function bindingName(state: string): string {
  return `tx-${transactionId(state)}`;
}

/** When a login began, by its cookie. One of the future is not ours, and goes first. */
function startedAt(value: string, now: number): number {
  const at = Number.parseInt(value.split('.')[0] ?? '', 36) || 0;
  return at > now ? 0 : at;
}
