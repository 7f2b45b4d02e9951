import { randomBytes } from 'node:crypto';
import { transactionKey } from '../../records/record-keys.js';
import type { Moment } from '../../sessions/recent-logouts.js';
import type { StepUp } from '../../sessions/session-data.js';
import { digest } from '../../shared/digest.js';
import type { PendingChecks } from '../../protocol/client.js';
import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import type { Sealer } from '../../shared/sealer.js';
import { hasShape, is } from '../../shared/shape.js';
import type { KeyedRecords } from '../../records/keyed-records.js';

/** How long a login may take, from the first click to the way back. */
export const TRANSACTION_SECONDS = 15 * 60;

const STATE_PATTERN = /^[A-Za-z0-9_-]{43}(\.r)?$/;

/** The parts that transactions have in common: they take hardly any room in a record. */
const COMMON_PARTS = Buffer.from(
  '"silent":true"parameters":{"login_hint":""appState":{"connectTo":"stepUp":{"wanted":"","before":[{"wanted":"","at":]}"temporaryCredentials":{"token":"","secret":""}' +
    '"issuer":"https://"acr":["maxAge":{"seconds":"from":"scope":["redirectUri":"http://localhost:/redirect"returnTo":"/' +
    '"dpopKey":{"kty":"RSA","n":"","e":"AQAB","kty":"OKP","crv":"Ed25519","d":"","x":"","alg":"Ed25519"}}}' +
    '"dpopKey":{"kty":"EC","x":"","y":"","crv":"P-256","d":"","alg":"ES256"}}}' +
    '{"origin":"","client":"oidc","pendingChecks":{"codeVerifier":"","nonce":""},"recentSignIns":0,"startedAt":17' +
    '"startedIn":{"process":"","sequence":0}}',
);

/** A value of the application's own that travels with a login: anything JSON can say. */
export type AppState = unknown;

/** The memory of one pending login. It is small: anonymous visitors can begin as many logins as they like. */
export interface Transaction {
  /** Stands for the instance, the registration, the issuer, and the redirect URI that `baseUrl` leads to: where it began, it must end. */
  origin: string;
  /** The redirect URI that was sent. Left out where the option `baseUrl` leads to the same one again. */
  redirectUri?: string | undefined;
  /** The name of the client. */
  client: string;
  /** The values that the authorization request fixed, to be checked with the response. */
  pendingChecks: PendingChecks;
  /** Where the user was headed, when that is known. */
  returnTo: string | undefined;
  appState: AppState;
  /** The ident of the user who connects this account; undefined for a sign-in. */
  connectTo?: string | undefined;
  /** The requirement that the sign-in has to meet, and the step-ups just before it. */
  stepUp?: { wanted: string; before: readonly StepUp[] } | undefined;
  /** What a request with `prompt=none` asked for beside the client's own parameters: a login with a page may follow it. */
  parameters?: AuthorizationParameters | undefined;
  /** How many sign-ins of this browser followed each other within seconds. */
  recentSignIns: number;
  startedAt: number;
  /** The process in which it began, and how many logouts that had remembered by then. */
  startedIn: Omit<Moment, 'at'>;
}

/** A record that lacks one of these was written by another version, and counts as none. */
const TRANSACTION = {
  origin: is.text,
  redirectUri: is.optional(is.text),
  client: is.text,
  pendingChecks: is.object,
  returnTo: is.optional(is.text),
  connectTo: is.optional(is.text),
  stepUp: is.optional(is.shape({ wanted: is.text, before: is.listOf(is.shape({ wanted: is.text, at: is.time })) })),
  parameters: is.optional(is.object),
  recentSignIns: is.time,
  startedAt: is.time,
  startedIn: is.shape({ process: is.text, sequence: is.time }),
};

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
    await this.#options.records.set(
      key,
      this.#options.sealer.sealPacked(transaction, key, COMMON_PARTS),
      TRANSACTION_SECONDS,
    );
  }

  /** Takes a transaction; undefined when there is none, or it has expired. */
  async take(keys: TransactionKeys): Promise<Transaction | undefined> {
    const key = this.#key(keys);
    const sealed = await this.#options.records.take(key);
    const opened = sealed === null ? undefined : this.#options.sealer.openPacked(sealed, key, COMMON_PARTS);
    if (!hasShape(opened, TRANSACTION)) return undefined;
    const transaction = opened as unknown as Transaction;
    // A store may keep a record longer than it should.
    const endsAt = transaction.startedAt + TRANSACTION_SECONDS * 1000;
    return this.#options.clock() < endsAt ? transaction : undefined;
  }

  #key(keys: TransactionKeys): string {
    return transactionKey(this.#options.prefix, keys);
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
