import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../shared/clock.js';
import { isOAuthError, NotSignedInError } from '../shared/errors.js';
import type { ProviderError } from '../shared/errors.js';
import { DEAD_TOKEN_CODES } from '../protocol/oauth2/dead-token-code.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { RecordStore } from '../records/record-store.js';
import { withLock } from '../records/lock.js';
import { lockKey } from '../records/record-keys.js';
import type { StoredTokens, TokenSlot } from './token-slot.js';

/** The pauses before a write is tried again: a refreshed token that cannot be written is lost. */
const WRITE_RETRY_MS = [100, 400];

/** After a refresh that failed, the provider is not asked again for so long while the access token lasts. */
const RETRY_INTERVAL_MS = 10_000;
const MAX_FAILED_SLOTS = 10_000;

/** How many renewed token sets may wait in memory for a store that is away. */
const MAX_UNWRITTEN = 1000;

/** New tokens, the ones that they replace, and the access token that the API refused, if it did. */
interface Renewal {
  stored: StoredTokens;
  next: TokenSet;
  refused: string | undefined;
}

/** The parts that the refresher needs. */
export interface TokenRefresherOptions {
  records: RecordStore;
  /** A token is renewed when less than this is left of it, but never before half of its life is over. */
  earlyMs: number;
  clock: Clock;
  /** Whether tokens that nobody can use any more are revoked at the provider. */
  revokes: boolean;
  /** Called when a token was renewed, and when the provider has refused to renew it for good. */
  emit: (event: 'token.refreshed' | 'token.dead', user: { ident: string; client: string }) => void;
}

/**
 * Gives tokens that last for a while yet. A token that expires soon is refreshed once for all: by the first request of a process
 * that needs it, and by the process that gets the lock.
 */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #renewals = new Map<string, Promise<TokenSet>>();
  /** Renewed tokens that could not be written yet. If they were lost, their users would have to sign in again. */
  readonly #unwritten = new Map<string, Renewal>();
  /** Until when the provider is not asked again for a slot whose refresh has just failed. */
  readonly #failedUntil = new Map<string, number>();

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
  }

  /**
   * Tokens to use now. `refused` is an access token that the API has refused: then other tokens are given where possible.
   * Rejects with a `NotSignedInError` when there are none, and with the cause when they cannot be renewed now.
   */
  async tokens(slot: TokenSlot, refused?: string): Promise<TokenSet> {
    await this.#writeWaiting(slot);
    const stored = await slot.load();
    if (!stored) throw noTokensError(slot);
    if (this.#isUsable(stored.tokens, refused)) return stored.tokens;
    if (stored.tokens.refreshToken === undefined) return this.#giveUnlessExpired(slot, stored.tokens);
    if (this.#wasJustRenewed(stored.tokens, refused)) return stored.tokens;
    const { key } = slot;
    let renewal = this.#renewals.get(key);
    // The token still works: another request renews it, or the provider has just failed to.
    if (this.#isAlive(stored.tokens, refused) && (renewal || this.#hasJustFailed(key))) return stored.tokens;
    if (!renewal) {
      renewal = this.#renew(slot, refused).finally(() => this.#renewals.delete(key));
      this.#renewals.set(key, renewal);
    }
    return renewal;
  }

  /** Whether the refused token was renewed a moment ago: an API that refuses every token must not cause a refresh with every call. */
  #wasJustRenewed({ accessToken, renewedAt }: TokenSet, refused: string | undefined): boolean {
    return accessToken === refused && renewedAt !== undefined && this.#options.clock() < renewedAt + RETRY_INTERVAL_MS;
  }

  #isAlive({ accessToken, expiresAt }: TokenSet, refused: string | undefined): boolean {
    return accessToken !== refused && (expiresAt === undefined || this.#options.clock() < expiresAt);
  }

  #hasJustFailed(key: string): boolean {
    const until = this.#failedUntil.get(key);
    if (until === undefined) return false;
    if (this.#options.clock() < until) return true;
    this.#failedUntil.delete(key);
    return false;
  }

  #rememberFailure(key: string): void {
    const [oldest] = this.#failedUntil.keys();
    if (this.#failedUntil.size >= MAX_FAILED_SLOTS && oldest !== undefined) this.#failedUntil.delete(oldest);
    this.#failedUntil.set(key, this.#options.clock() + RETRY_INTERVAL_MS);
  }

  #isUsable({ accessToken, issuedAt, expiresAt }: TokenSet, refused: string | undefined): boolean {
    if (accessToken === refused) return false;
    if (expiresAt === undefined) return true;
    const early = Math.min(this.#options.earlyMs, (expiresAt - issuedAt) / 2);
    return this.#options.clock() < expiresAt - early;
  }

  #giveUnlessExpired({ client: { name } }: TokenSlot, tokens: TokenSet): TokenSet {
    if (this.#isAlive(tokens, undefined)) return tokens;
    throw new NotSignedInError('The access token has expired', {
      code: tokens.dead ? 'ERR_OAUTH_TOKEN_DEAD' : 'ERR_OAUTH_TOKEN_EXPIRED',
      client: name,
      hint: 'Send the user through `auth.loginLink(req)` to get a new one; offline access, where the provider has it, lasts longer',
    });
  }

  #renew(slot: TokenSlot, refused: string | undefined): Promise<TokenSet> {
    return withLock(this.#options.records, lockKey(slot.key), {
      meanwhile: async () => {
        const stored = await slot.load();
        if (!stored) throw noTokensError(slot);
        return this.#isAlive(stored.tokens, refused) ? stored.tokens : undefined;
      },
      work: async () => {
        // Read again: the lock's holder before us may have renewed the tokens.
        const stored = await slot.load();
        if (!stored) throw noTokensError(slot);
        if (this.#isUsable(stored.tokens, refused)) return stored.tokens;
        if (stored.tokens.refreshToken === undefined) return this.#giveUnlessExpired(slot, stored.tokens);
        return this.#refresh(slot, stored, refused);
      },
    });
  }

  async #refresh(slot: TokenSlot, stored: StoredTokens, refused: string | undefined): Promise<TokenSet> {
    let next: TokenSet;
    try {
      next = await refreshTokens(slot, stored.tokens);
    } catch (error) {
      return this.#keepOrMarkDead(slot, stored, { error, refused });
    }
    const renewal = { stored, next, refused };
    let isWritten: boolean;
    try {
      // Before anything else: the provider may have rotated the refresh token that was sent.
      isWritten = await this.#write(slot, stored, next);
    } catch {
      this.#keepForLater(slot, renewal);
      return next;
    }
    if (!isWritten) return this.#resolveConflict(slot, renewal);
    this.#options.emit('token.refreshed', { ident: slot.ident, client: slot.client.name });
    return next;
  }

  /** After a failed refresh: keeps the tokens, or marks them dead where the provider has refused them for good. */
  async #keepOrMarkDead(
    slot: TokenSlot,
    stored: StoredTokens,
    { error, refused }: { error: unknown; refused: string | undefined },
  ): Promise<TokenSet> {
    const { accessToken, refreshToken: _over, ...rest } = stored.tokens;
    if (!isDeadTokenError(error)) {
      // The provider is away or broken: keep the tokens, and use the access token for as long as it lasts.
      if (!this.#isAlive(stored.tokens, refused)) throw error;
      this.#rememberFailure(slot.key);
      return stored.tokens;
    }
    // A process that lost its lock may have used the refresh token in the same moment: then there are new tokens.
    const now = await slot.load();
    // Removed meanwhile, by a sign-out or another sign-in: no token has died.
    if (!now) throw noTokensError(slot);
    if (now.version !== stored.version && this.#isUsable(now.tokens, refused)) return now.tokens;
    // An access token that the API has refused has ended, whatever its stated end.
    const over = accessToken === refused ? { expiresAt: this.#options.clock() } : {};
    const dead: TokenSet = { ...rest, accessToken, ...over, dead: true };
    if (await slot.swap(stored, dead))
      this.#options.emit('token.dead', { ident: slot.ident, client: slot.client.name });
    if (accessToken !== refused) return this.#giveUnlessExpired(slot, dead);
    throw deadTokenError(slot, error);
  }

  async #write(slot: TokenSlot, stored: StoredTokens, next: TokenSet): Promise<boolean> {
    for (const ms of WRITE_RETRY_MS) {
      try {
        return await slot.swap(stored, next);
      } catch {
        await wait(ms);
      }
    }
    return slot.swap(stored, next);
  }

  #keepForLater({ key }: TokenSlot, renewal: Renewal): void {
    const [oldest] = this.#unwritten.keys();
    if (this.#unwritten.size >= MAX_UNWRITTEN && oldest !== undefined) this.#unwritten.delete(oldest);
    this.#unwritten.set(key, renewal);
  }

  /** Writes tokens that could not be written before. Rejects when the store is still away. */
  async #writeWaiting(slot: TokenSlot): Promise<void> {
    const { key } = slot;
    const renewal = this.#unwritten.get(key);
    if (!renewal) return;
    const isWritten = await slot.swap(renewal.stored, renewal.next);
    this.#unwritten.delete(key);
    if (isWritten) this.#options.emit('token.refreshed', { ident: slot.ident, client: slot.client.name });
    else await this.#resolveConflict(slot, renewal).catch(() => undefined);
  }

  /** Decides what to give when the tokens were removed or replaced during their refresh. */
  async #resolveConflict(slot: TokenSlot, { stored, next, refused }: Renewal): Promise<TokenSet> {
    const now = await slot.load();
    if (!now) {
      if (this.#options.revokes) await slot.client.revoke(next).catch(() => false);
      throw noTokensError(slot);
    }
    // A write that timed out may have succeeded after all.
    if (this.#isUsable(now.tokens, refused)) return now.tokens;
    // The next holder of the lock was refused because our refresh had succeeded: our tokens are the living ones.
    const isOurs = now.tokens.dead === true && now.tokens.accessToken === stored.tokens.accessToken;
    if (isOurs && (await slot.swap(now, next))) return next;
    return this.#giveUnlessExpired(slot, now.tokens);
  }
}

function isDeadTokenError(error: unknown): boolean {
  return isOAuthError(error) && error.name === 'ProviderError' && DEAD_TOKEN_CODES.has((error as ProviderError).error);
}

/** Refreshes tokens. A refresh token of an earlier login brings ID tokens of that login, so they are not compared with the last one. */
async function refreshTokens(slot: TokenSlot, tokens: TokenSet): Promise<TokenSet> {
  const { idToken, ...others } = tokens;
  if (!tokens.isCarriedOver || idToken === undefined) return slot.client.refresh(tokens, subjectOf(slot));
  return { idToken, ...(await slot.client.refresh(others, subjectOf(slot))) };
}

function subjectOf({ ident, client }: TokenSlot): string {
  return ident.slice(client.name.length + 1);
}

function noTokensError({ client }: TokenSlot): NotSignedInError {
  return new NotSignedInError('There are no tokens for this session', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    client: client.name,
  });
}

function deadTokenError({ client }: TokenSlot, cause: unknown): NotSignedInError {
  return new NotSignedInError('The provider does not renew this sign-in any more', {
    code: 'ERR_OAUTH_TOKEN_DEAD',
    client: client.name,
    hint: 'Send the user through `auth.loginLink(req)` to sign in again',
    cause,
  });
}
