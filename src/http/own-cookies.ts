import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { hostCookieName } from '../shared/host-cookie-name.js';
import type { Exchange } from './exchange.js';

type Cookies = Readonly<Record<string, string | undefined>>;

/** The parsed cookies of a request: a header of 16 kB is read once, whatever asks for a cookie. */
const parsed = new WeakMap<IncomingMessage, Cookies>();

/** The value of a cookie of ours, as the browser sent it. */
export function readCookie(exchange: Exchange, name: string): string | undefined {
  return cookiesOf(exchange)[cookieName(exchange, name)];
}

/** The cookies of ours whose names begin in this way: what follows in the name, and the value. */
export function readCookies(exchange: Exchange, prefix: string): [rest: string, value: string][] {
  const start = cookieName(exchange, prefix);
  return Object.entries(cookiesOf(exchange)).flatMap(([name, value]) =>
    name.startsWith(start) ? [[name.slice(start.length), value ?? '']] : [],
  );
}

/** Sets a cookie of ours. */
export function writeCookie(
  exchange: Exchange,
  name: string,
  { value, maxAgeMs }: { value: string; maxAgeMs: number },
): void {
  const secure = exchange.urls.isHttps;
  exchange.res.cookie(cookieName(exchange, name), value, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    maxAge: maxAgeMs,
  });
}

/** Removes a cookie of ours. */
export function clearCookie(exchange: Exchange, name: string): void {
  writeCookie(exchange, name, { value: '', maxAgeMs: 0 });
}

function cookieName({ urls }: Exchange, name: string): string {
  return urls.isHttps ? hostCookieName(`oauth-${name}`) : `oauth-${name}`;
}

function cookiesOf({ req }: Exchange): Cookies {
  const known = parsed.get(req);
  if (known) return known;
  const cookies = parseCookie(req.headers.cookie ?? '');
  parsed.set(req, cookies);
  return cookies;
}
