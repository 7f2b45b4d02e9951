import { setTimeout as wait } from 'node:timers/promises';
import type { TokenSet } from '../protocol/token-set.js';
import { withTimeLimit } from '../shared/time-limit.js';
import { RenewalPauses, RETRY_INTERVAL_MS } from './renewal-pauses.js';
import { noTokensError, slowRenewalError, slowStoreError } from './token-errors.js';
import { isAlive } from './token-life.js';
import { TokenRenewals, type TokenRenewalsOptions } from './token-renewals.js';
import type { TokenSlot } from './token-slot.js';

/** While the access token still works, nobody waits longer for a new one. */
const MAX_WAIT_WHILE_ALIVE_MS = 1000;
const ARRIVAL_INTERVAL_MS = 250;
/** Nobody can write tokens after the store was closed, so closing waits for this long. */
const SETTLE_MS = 5000;

/** The parts that the refresher needs. */
export type TokenRefresherOptions = Omit<TokenRenewalsOptions, 'pauses'>;

/**
 * Gives tokens that last for a while yet. A token that expires soon is refreshed once for all: by the first request of a process
 * that needs it, and by the process that gets the lock. Its callers wait as long as the client's time limit says. The renewal itself
 * goes on until the provider has answered.
 */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #pauses: RenewalPauses;
  readonly #renewals: TokenRenewals;
  readonly #pending = new Map<string, Promise<TokenSet>>();

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
    this.#pauses = new RenewalPauses(options.clock);
    this.#renewals = new TokenRenewals({ ...options, pauses: this.#pauses });
  }

  /**
   * Tokens to use now. `refused` is an access token that the API has refused: then other tokens are given where possible.
   * Rejects with a `NotSignedInError` when there are none, and with the cause when they cannot be renewed now.
   */
  async tokens(slot: TokenSlot, refused?: string): Promise<TokenSet> {
    await this.writeWaiting(slot);
    const suffices = (tokens: TokenSet) =>
      this.#renewals.isFresh(tokens, refused) || this.#wasJustRenewed(tokens, refused);
    const stored = await slot.load(suffices);
    if (!stored) throw noTokensError(slot.client);
    const { tokens } = stored;
    if (suffices(tokens)) return tokens;
    const lasts = this.#lasts(tokens, refused);
    if (stored.isRenewedElsewhere && !lasts) return this.#awaitArrival(slot, refused);
    if (tokens.refreshToken === undefined) return this.#renewals.giveUnlessExpired(slot, tokens);
    const pause = this.#pauses.find(slot.key);
    // The token still works: another request renews it, or the provider has just failed to.
    if (lasts && (this.#pending.has(slot.key) || pause)) return tokens;
    if (pause?.error) throw pause.error;
    return this.#renewInTime(slot, tokens, refused);
  }

  /**
   * Writes renewed tokens of a slot that wait in the memory of this process. Rejects with a `SessionError` when the store is still away, or
   * takes longer than a caller waits for the provider.
   */
  writeWaiting({ key, client: { timeoutMs } }: TokenSlot): Promise<void> {
    return withTimeLimit(this.#options.unwritten.write(key), timeoutMs, () => slowStoreError(timeoutMs));
  }

  /** Resolves when no renewal is under way any more, and when its tokens are written, or the store has been away for some seconds. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending.values());
    await this.#options.unwritten.settle(SETTLE_MS);
  }

  /** Whether renewals are under way, or tokens wait to be written. */
  get isBusy(): boolean {
    return this.#pending.size > 0 || this.#options.unwritten.isBusy;
  }

  /** Waits for the renewal in this process, and begins it if there is none. */
  async #renewInTime(slot: TokenSlot, tokens: TokenSet, refused: string | undefined): Promise<TokenSet> {
    const { timeoutMs } = slot.client;
    const ms = this.#lasts(tokens, refused) ? Math.min(MAX_WAIT_WHILE_ALIVE_MS, timeoutMs) : timeoutMs;
    const slow = slowRenewalError(slot.client, ms);
    try {
      return await withTimeLimit(this.#pending.get(slot.key) ?? this.#begin(slot, refused), ms, () => slow);
    } catch (error) {
      if (error === slow && this.#lasts(tokens, refused)) return tokens;
      throw error;
    }
  }

  /** Waits for the renewal of tokens that were moved to this slot meanwhile. */
  async #awaitArrival(slot: TokenSlot, refused: string | undefined): Promise<TokenSet> {
    const { client } = slot;
    const until = performance.now() + client.timeoutMs;
    while (performance.now() < until) {
      await wait(ARRIVAL_INTERVAL_MS);
      const stored = await slot.load();
      if (!stored?.isRenewedElsewhere) return this.tokens(slot, refused);
    }
    throw slowRenewalError(client, client.timeoutMs);
  }

  #begin(slot: TokenSlot, refused: string | undefined): Promise<TokenSet> {
    const { key } = slot;
    const renewal = this.#renewals.renew(slot, refused).finally(() => this.#pending.delete(key));
    // Its callers may have gone by the time it fails.
    renewal.catch(() => undefined);
    this.#pending.set(key, renewal);
    return renewal;
  }

  /** Whether the refused token was renewed a moment ago: an API that refuses every token must not cause a refresh with every call. */
  #wasJustRenewed({ accessToken, refreshToken, renewedAt }: TokenSet, refused: string | undefined): boolean {
    if (accessToken !== refused || refreshToken === undefined || renewedAt === undefined) return false;
    return this.#options.clock() < renewedAt + RETRY_INTERVAL_MS;
  }

  #lasts(tokens: TokenSet, refused: string | undefined): boolean {
    return isAlive(tokens, refused, this.#options.clock());
  }
}
