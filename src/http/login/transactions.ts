import { randomBytes } from 'node:crypto';
import { transactionKey } from '../../records/record-keys.js';
import type { StepUp } from '../../sessions/session-data.js';
import { digest } from '../../shared/digest.js';
import type { PendingChecks } from '../../protocol/client.js';
import type { Sealer } from '../../shared/sealer.js';
import type { KeyedRecords } from '../../records/keyed-records.js';

/** How long a login may take, from the first click to the way back. */
const TRANSACTION_SECONDS = 15 * 60;
/** How long it is remembered: a user who comes back too late starts again, with the same return path and state. */
export const REMEMBERED_SECONDS = 60 * 60;

const STATE_PATTERN = /^[A-Za-z0-9_-]{43}(\.r)?$/;

/** A value of the application's own that travels with a login: anything JSON can say. */
export type AppState = unknown;

/** The memory of one pending login. */
export interface Transaction {
  /** The instance that began it: the same must end it. */
  instance: string;
  /** The name of the client. */
  client: string;
  /** The registration of the client at the provider: the response must come to the same. */
  registration: string;
  /** The values that the authorization request fixed, to be checked with the response. */
  pendingChecks: PendingChecks;
  /** The redirect URI that was sent, byte for byte. */
  redirectUri: string;
  /** Where the user was headed, when that is known. */
  returnTo: string | undefined;
  appState: AppState;
  /** The ident of the user who connects this account; undefined for a sign-in. */
  connectTo?: string | undefined;
  /** The requirement that the sign-in has to meet, and the step-ups just before it. */
  stepUp?: { wanted: string; before: readonly StepUp[] } | undefined;
  /** How many sign-ins of this browser followed each other within seconds. */
  recentSignIns: number;
  startedAt: number;
}

/** The keys of a pending login: the state goes to the provider and comes back; the binding stays in the browser. */
export interface TransactionKeys {
  state: string;
  binding: string;
}

/** The parts that transactions need. */
export interface TransactionsOptions extends KeyedRecords {
  sealer: Sealer;
}

/** New keys. A restarted login says so in its state, which needs no cookie to come back: so it restarts only once. */
export function newTransactionKeys(restarted: boolean): TransactionKeys {
  return { state: random() + (restarted ? '.r' : ''), binding: random() };
}

/** Whether a state may be one of ours; anything else never reaches the store. */
export function looksLikeState(state: string): boolean {
  return STATE_PATTERN.test(state);
}

/** Whether the login with this state was restarted already. */
export function isRestarted(state: string): boolean {
  return state.endsWith('.r');
}

/** Stands for a state in the name of its cookie. */
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

  /** Takes a transaction. One that has expired can only be started again. */
  async take(keys: TransactionKeys): Promise<{ transaction: Transaction; hasExpired: boolean } | undefined> {
    const key = this.#key(keys);
    const sealed = await this.#options.records.take(key);
    const transaction =
      sealed === null ? undefined : (this.#options.sealer.open(sealed, key) as Transaction | undefined);
    if (!transaction) return undefined;
    const endsAt = transaction.startedAt + TRANSACTION_SECONDS * 1000;
    return { transaction, hasExpired: this.#options.clock() >= endsAt };
  }

  #key(keys: TransactionKeys): string {
    return transactionKey(this.#options.prefix, keys);
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
