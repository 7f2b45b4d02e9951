import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.js';
import { digest } from '../../shared/digest.js';
import type { PendingChecks } from '../../protocol/client.js';
import type { Sealer } from '../../shared/sealer.js';
import type { RecordStore } from '../../records/record-store.js';

/** How long a login may take, from the first click to the way back. */
const TRANSACTION_SECONDS = 15 * 60;
/** How long it is remembered: who comes back too late starts again, with the same aim. */
export const REMEMBERED_SECONDS = 60 * 60;

const STATE_PATTERN = /^[A-Za-z0-9_-]{43}(\.r)?$/;

/** A value of the application's own that travels with a login: anything JSON can say. */
export type AppState = unknown;

/** What one pending login remembers. */
export interface Transaction {
  /** Which `oauth()` of the app began it: the same must end it. */
  realm: string;
  /** The name of the client. */
  client: string;
  /** What the authorization request fixed, to be met by the response. */
  pendingChecks: PendingChecks;
  /** The redirect URI that was sent, byte for byte. */
  redirectUri: string;
  /** Where the user was headed, when that is known. */
  returnTo: string | undefined;
  appState: AppState;
  /** Who connects this provider to their account; undefined when somebody signs in. */
  connectTo?: string | undefined;
  /** What the sign-in has to prove, beside who it is. */
  stepUp?: string | undefined;
  /** How many sign-ins of this browser followed each other within seconds. */
  rounds: number;
  startedAt: number;
}

/** The keys of a pending login: the state goes to the provider and comes back, the binding stays in the browser. */
export interface TransactionKeys {
  state: string;
  binding: string;
}

/** What the transactions are kept in, and sealed with. */
export interface TransactionsOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  clock: Clock;
}

/** New keys. A restarted login says so in its state, where it lasts without a cookie: so it restarts only once. */
export function newTransactionKeys(restarted: boolean): TransactionKeys {
  return { state: random() + (restarted ? '.r' : ''), binding: random() };
}

/** Whether a state may be one of ours; anything else never reaches the store. */
export function looksLikeState(state: string): boolean {
  return STATE_PATTERN.test(state);
}

/** Whether the login with this state is a second try already. */
export function isRestarted(state: string): boolean {
  return state.endsWith('.r');
}

/** The short public name of a state, for the name of its cookie. */
export function transactionId(state: string): string {
  return digest(state).slice(0, 16);
}

/**
 * The pending logins. A record is found only by state and binding together, so a state alone, stolen or forged, neither
 * finishes a login nor disturbs it; and it is taken, not read, so it serves once.
 */
export class Transactions {
  readonly #options: TransactionsOptions;

  constructor(options: TransactionsOptions) {
    this.#options = options;
  }

  async store(keys: TransactionKeys, transaction: Transaction): Promise<void> {
    const key = this.#key(keys);
    await this.#options.records.set(key, this.#options.sealer.seal(transaction, key), REMEMBERED_SECONDS);
  }

  /** Takes a transaction. One that is over can only be started again. */
  async take(keys: TransactionKeys): Promise<{ transaction: Transaction; over: boolean } | undefined> {
    const key = this.#key(keys);
    const sealed = await this.#options.records.take(key);
    const transaction =
      sealed === null ? undefined : (this.#options.sealer.open(sealed, key) as Transaction | undefined);
    if (!transaction) return undefined;
    return { transaction, over: this.#options.clock() >= transaction.startedAt + TRANSACTION_SECONDS * 1000 };
  }

  #key({ state, binding }: TransactionKeys): string {
    return `${this.#options.prefix}tx:{${digest(`${state} ${binding}`)}}`;
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
