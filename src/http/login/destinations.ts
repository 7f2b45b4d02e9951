import { digest } from '../../shared/digest.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { readCookie, writeCookie } from '../own-cookies.js';
import { transactionId, type AppState } from './transactions.js';

const COOKIE = 'destinations';
/** Name and value. Node takes 16 kB of headers, and most proxies 8 kB for the cookies of a request. */
const MAX_COOKIE_LENGTH = 3000;
const NAME_LENGTH = `__Host-oauth-${COOKIE}=`.length;
const LIFE_MS = 24 * 60 * 60_000;
/** Each is found by the id of its state; the newest is the first. A flood of short ones is no more than this. */
const ENTRY_PATTERN = /^[\w-]{16}\.[\w-]+$/;

/** What the browser keeps of a login, for the time when the login has ended. */
export interface Destination {
  /** Where the user was headed, when that is known. */
  returnTo?: string | undefined;
  /** The app's own state, of a login link. */
  appState?: AppState;
  /** The ident of the user who connects this account; undefined for a sign-in. */
  connectTo?: string | undefined;
  startedAt: number;
  /** What was too long to be kept. */
  lost?: 'return path' | 'app state' | undefined;
}

/** A destination, and the instance whose login it was of. */
interface Kept {
  destination: Destination;
  instance: string;
}

/** Each is sealed by itself: several instances and apps on one host share the cookie, and its limit. An old one is still known as ours. */
const KEPT: TicketKind<Kept> = { purpose: 'destination of a login', lifeMs: 30 * LIFE_MS, isPacked: true };

/** Only so can an instance tell a login of another one from a forgery: it looks at the instance inside. */
const ANY_INSTANCE = '';

/** Has the browser keep where a login leads to, beside those of its other logins: as many of the newest as fit. */
export function keepDestination(exchange: Exchange, state: string, destination: Destination): void {
  if (!isWorthKeeping(exchange, destination)) return;
  const id = transactionId(state);
  const whole = `${id}.${seal(exchange, destination)}`;
  const newest = fits([whole]) ? whole : `${id}.${seal(exchange, shortened(destination))}`;
  const entries = [newest, ...entriesOf(exchange)];
  while (!fits(entries)) entries.pop();
  writeCookie(exchange, COOKIE, { value: entries.join('~'), maxAgeMs: LIFE_MS });
}

/**
 * What this browser keeps of the login with this state, for a day after it began; undefined when it keeps nothing, and 'foreign' when it was
 * a login of another instance.
 */
export function findDestination(exchange: Exchange, state: string): Destination | 'foreign' | undefined {
  const start = `${transactionId(state)}.`;
  const entry = entriesOf(exchange).find((each) => each.startsWith(start));
  if (entry === undefined) return undefined;
  const kept = exchange.services.tickets.open(KEPT, ANY_INSTANCE, entry.slice(start.length));
  // Not ours: another site of this domain may set cookies, and must not be able to stop a login.
  if (!kept) return undefined;
  if (kept.instance !== instanceOf(exchange)) return 'foreign';
  const { destination } = kept;
  if (exchange.services.clock() >= destination.startedAt + LIFE_MS) return undefined;
  return { ...destination, returnTo: exchange.urls.safePath(destination.returnTo) };
}

function seal(exchange: Exchange, destination: Destination): string {
  return exchange.services.tickets.issue(KEPT, ANY_INSTANCE, { destination, instance: instanceOf(exchange) });
}

function instanceOf({ instance }: Exchange): string {
  return digest(instance).slice(0, 16);
}

function isWorthKeeping({ urls }: Exchange, { returnTo, appState, connectTo }: Destination): boolean {
  return (returnTo !== undefined && returnTo !== urls.home) || appState !== undefined || connectTo !== undefined;
}

/** A login that may not become another one without its state must be known to have had one. */
function shortened({ returnTo, appState, connectTo, startedAt }: Destination): Destination {
  if (appState === undefined) return { connectTo, startedAt, lost: 'return path' };
  const isShort = (returnTo ?? '').length < 500;
  return { connectTo, startedAt, lost: 'app state', ...(isShort ? { returnTo } : {}) };
}

function fits(entries: readonly string[]): boolean {
  return NAME_LENGTH + entries.join('~').length <= MAX_COOKIE_LENGTH;
}

function entriesOf(exchange: Exchange): string[] {
  return (readCookie(exchange, COOKIE) ?? '')
    .slice(0, MAX_COOKIE_LENGTH)
    .split('~')
    .filter((entry) => ENTRY_PATTERN.test(entry));
}
