import type { Settings } from '../settings.js';
import type { SessionServices } from '../sessions/session-services.js';
import type { Clock } from '../shared/clock.js';
import type { Events } from '../shared/events.js';
import type { Tickets } from '../shared/ticket.js';
import type { Clients } from './clients.js';
import type { Hooks } from './hooks/hooks.js';
import type { Transactions } from './login/transactions.js';

/** The parts of one `oauth()` call. */
export interface Services {
  readonly settings: Settings;
  readonly clients: Clients;
  readonly sessions: SessionServices;
  readonly transactions: Transactions;
  readonly tickets: Tickets;
  readonly hooks: Hooks;
  readonly events: Events;
  readonly clock: Clock;
}
