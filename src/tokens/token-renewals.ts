import { setTimeout as wait } from 'node:timers/promises';
import type { TokenSet } from '../protocol/token-set.js';
import { MAX_HELD_MS, withLock } from '../records/lock.js';
import { lockKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { Clock } from '../shared/clock.js';
import { isOAuthError, type OAuthError } from '../shared/errors.js';
import { deadTokenError, expiredTokenError, noTokensError } from './token-errors.js';
import { isAlive, isFresh } from './token-life.js';
import type { RenewalPauses } from './renewal-pauses.js';
import { requestTokens } from './request-tokens.js';
import { resolveConflict, type Renewal } from './resolve-conflict.js';
import { SentTokens } from './sent-tokens.js';
import type { StoredTokens, TokenSlot } from './token-slot.js';
import type { UnwrittenTokens } from './unwritten-tokens.js';

/** The pauses before a write is tried again: a refreshed token that cannot be written is lost. */
const WRITE_RETRY_MS = [100, 400];

/** The parts that renewals need. */
export interface TokenRenewalsOptions {
  records: RecordStore;
  /** A token is renewed when less than this is left of it, but never before half of its life is over. */
  earlyMs: number;
  clock: Clock;
  /** Whether tokens that nobody can use any more are revoked at the provider. */
  revokes: boolean;
  pauses: RenewalPauses;
  unwritten: UnwrittenTokens;
  /** Whether the records were away within the last minute: a holder of a lock may have lost it, and be alive. */
  wasAway: () => boolean;
  /** Called when a token was renewed, and when the provider has refused to renew it for good. */
  emit: (event: 'token.refreshed' | 'token.dead', user: { ident: string; client: string }) => void;
}

/** Renews tokens: under a lock, so that no refresh token is sent twice, and until the provider has answered, whoever still waits for it. */
export class TokenRenewals {
  readonly #options: TokenRenewalsOptions;
  readonly #sent: SentTokens;

  constructor(options: TokenRenewalsOptions) {
    this.#options = options;
    this.#sent = new SentTokens(options.records);
  }

  /** Renews the tokens of a slot, unless another process has done it or does it now. */
  renew(slot: TokenSlot, refused: string | undefined): Promise<TokenSet> {
    return withLock(this.#options.records, lockKey(slot.key), {
      meanwhile: async () => {
        const { tokens } = await load(slot);
        return isAlive(tokens, refused, this.#options.clock()) ? tokens : undefined;
      },
      // Read again: the lock's holder before us may have renewed the tokens.
      work: async () => this.#renewStored(slot, await load(slot), refused),
      isUnfinished: async () => this.#options.wasAway() && this.#sent.includes(slot),
      waitMs: MAX_HELD_MS,
    });
  }

  /** The access token, if it has not expired. Throws a `NotSignedInError`. */
  giveUnlessExpired({ client }: TokenSlot, tokens: TokenSet): TokenSet {
    if (isAlive(tokens, undefined, this.#options.clock())) return tokens;
    throw expiredTokenError(client, tokens.dead === true);
  }

  isFresh(tokens: TokenSet, refused: string | undefined): boolean {
    const { earlyMs, clock } = this.#options;
    return isFresh(tokens, refused, { now: clock(), earlyMs });
  }

  async #renewStored(slot: TokenSlot, stored: StoredTokens, refused: string | undefined): Promise<TokenSet> {
    if (this.isFresh(stored.tokens, refused)) return stored.tokens;
    if (stored.tokens.refreshToken === undefined) return this.giveUnlessExpired(slot, stored.tokens);
    await this.#sent.add(slot, stored.tokens);
    const result = await requestTokens(slot, stored.tokens, { refused, clock: this.#options.clock });
    const { tokens: next } = result;
    let kept = next;
    try {
      // Before anything else: the provider may have rotated the refresh token that was sent.
      if (next !== stored.tokens) kept = await this.#store({ slot, stored, next });
    } finally {
      if (!this.#options.unwritten.has(slot.key)) await this.#sent.remove(slot);
    }
    // Other tokens have come meanwhile, and may have expired since.
    if (kept !== next && kept.refreshToken !== undefined && !isAlive(kept, undefined, this.#options.clock()))
      return this.#renewStored(slot, await load(slot), refused);
    if (kept !== next) return this.giveUnlessExpired(slot, kept);
    if (!result.error) return kept;
    return this.#giveAfterFailure(slot, kept, { ...result, error: result.error, refused });
  }

  /** After a refresh that failed: gives the access token for as long as it lasts, or throws. */
  #giveAfterFailure(
    { key, client }: TokenSlot,
    tokens: TokenSet,
    failure: { error: OAuthError; retryAfterMs?: number | undefined; refused: string | undefined },
  ): TokenSet {
    const { error, retryAfterMs, refused } = failure;
    const lasts = isAlive(tokens, refused, this.#options.clock());
    if (tokens.dead && !lasts) throw deadTokenError(client, error);
    if (retryAfterMs !== undefined) this.#options.pauses.add(key, { ms: retryAfterMs, error });
    if (retryAfterMs === undefined && !lasts && error.reason === 'refused') this.#options.pauses.addRefusal(key, error);
    if (!lasts) throw error;
    if (retryAfterMs === undefined) this.#options.pauses.add(key);
    return tokens;
  }

  /** Writes tokens, and gives those that are stored in the end. If the store is away, they wait in memory. */
  async #store(renewal: Renewal): Promise<TokenSet> {
    for (const ms of [...WRITE_RETRY_MS, undefined]) {
      try {
        return await this.#swap(renewal);
      } catch (error) {
        if (isOAuthError(error) && error.name === 'NotSignedInError') throw error;
        if (ms !== undefined) await wait(ms);
      }
    }
    this.#options.unwritten.add(renewal.slot.key, () => this.#writeLate(renewal));
    return renewal.next;
  }

  /** Writes tokens that have waited. Nobody may need them any more. */
  async #writeLate(renewal: Renewal): Promise<void> {
    try {
      await this.#swap(renewal);
    } catch (error) {
      if ((error as Error).name !== 'NotSignedInError') throw error;
    }
  }

  /** Puts new tokens in the place of those that they were made of. Gives the tokens that are stored afterwards. */
  async #swap(renewal: Renewal): Promise<TokenSet> {
    const { slot, stored, next } = renewal;
    if (await slot.swap(stored, next)) {
      this.#tell(renewal);
      return next;
    }
    const kept = await resolveConflict(renewal);
    if (kept) return kept;
    if (this.#options.revokes && !next.dead) await slot.client.revoke(next).catch(() => false);
    throw noTokensError(slot.client);
  }

  #tell({ slot: { ident, client }, stored, next }: Renewal): void {
    if (next.dead) this.#options.emit('token.dead', { ident, client: client.name });
    // A provider may give the same access token again. After an answer that cannot be used, only the refresh token is another one.
    else if (next.accessToken !== stored.tokens.accessToken || next.renewedAt !== stored.tokens.renewedAt)
      this.#options.emit('token.refreshed', { ident, client: client.name });
  }
}

async function load(slot: TokenSlot): Promise<StoredTokens> {
  const stored = await slot.load();
  if (stored) return stored;
  throw noTokensError(slot.client);
}
