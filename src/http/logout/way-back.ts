import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { clearCookie, readCookie, writeCookie } from '../own-cookies.js';

/** The way back from the provider's logout. */
interface WayBack {
  /** Comes back as a parameter. Some providers drop it. */
  state: string;
  landing: string | undefined;
}

const WAY_BACK: TicketKind<WayBack> = { purpose: 'way back from the logout', lifeMs: 15 * 60_000 };
const COOKIE = 'logout';

/** Has the browser keep where it goes after the provider's logout. */
export function keepWayBack(exchange: Exchange, wayBack: WayBack): void {
  writeCookie(exchange, COOKIE, { value: exchange.issueTicket(WAY_BACK, wayBack), maxAgeMs: WAY_BACK.lifeMs });
}

/** Takes what `keepWayBack` kept, once, if this request comes back from the provider's logout. `isWanted`: whether the app itself may have made it. */
export function takeWayBack(exchange: Exchange, isWanted: boolean): WayBack | undefined {
  const { isPageVisit, query, req } = exchange;
  const wayBack = isPageVisit ? exchange.openTicket(WAY_BACK, readCookie(exchange, COOKIE)) : undefined;
  if (!wayBack) return undefined;
  const state = query.get('state');
  // Without a state, a link of the app or a typed address may be another logout, after the first was given up at the provider.
  const isOfProvider = !isWanted && req.headers['sec-fetch-site'] !== 'none';
  if (state === null ? !isOfProvider : state !== wayBack.state) return undefined;
  clearCookie(exchange, COOKIE);
  return wayBack;
}
