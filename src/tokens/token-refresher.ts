import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../shared/clock.js';
import { isOAuthError, NotSignedInError } from '../shared/errors.js';
import type { ProviderError } from '../shared/errors.js';
import type { Client } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { RecordStore } from '../records/record-store.js';
import { withLock } from '../records/lock.js';
import type { StoredTokens, TokenSlot } from './token-slot.js';

/** How providers say that a refresh token is over (RFC 6749, section 5.2; GitHub and Slack have words of their own). */
const OVER = new Set(['invalid_grant', 'bad_refresh_token', 'invalid_refresh_token']);
/** A refreshed token that cannot be written is lost with the session: so it is tried more than once. */
const WRITE_AGAIN_MS = [100, 400];

/** So long a renewal that was of no use is not tried again, unless there is no other way. */
const QUIET_MS = 10_000;
const MOST_QUIET = 10_000;

/** So many renewed tokens at most wait for a store that is away. */
const MOST_UNWRITTEN = 1000;

/** New tokens, in the place of which they come, and what was not wanted any more. */
interface Renewal {
  held: StoredTokens;
  next: TokenSet;
  refused: string | undefined;
}

/** Whose tokens: where they are, and which client renews them. */
export interface TokenOwner {
  ident: string;
  client: Client;
  holder: TokenSlot;
}

/** What the keeper needs to know. */
export interface TokenRefresherOptions {
  records: RecordStore;
  /** A token is renewed when less than this is left of it, but never before half of its life is over. */
  earlyMs: number;
  clock: Clock;
  /** Whether tokens that nobody can use any more are taken back at the provider. */
  revokes: boolean;
  /** Told of every token that was renewed, and of every one that never will be. */
  tell: (what: 'token.refreshed' | 'token.dead', whose: { ident: string; client: string }) => void;
}

/**
 * Hands out tokens that are good for a while yet. Whoever needs one that is nearly over renews it, one for all: of the
 * requests of a process the first, and of the processes the one that gets the lock.
 */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #renewals = new Map<string, Promise<TokenSet>>();
  /** Renewed tokens that could not be written: without them the user would have to sign in again. */
  readonly #unwritten = new Map<string, Renewal>();
  /** Until when a provider that did not renew a token is not asked again while the token lasts. */
  readonly #quietUntil = new Map<string, number>();

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
  }

  /**
   * Tokens to use now. `refused` is an access token that the API did not take: another one is wanted, if it can be had.
   * Rejects with a `NotSignedInError` when there are none, with what went wrong when they cannot be renewed now.
   */
  async tokens(owner: TokenOwner, refused?: string): Promise<TokenSet> {
    await this.#writeLate(owner);
    const held = await owner.holder.load();
    if (!held) throw noTokens(owner);
    if (this.#isGood(held.tokens, refused)) return held.tokens;
    if (held.tokens.refreshToken === undefined) return this.#asTheyAre(owner, held.tokens);
    if (this.#isNewlyRenewed(held.tokens, refused)) return held.tokens;
    const { key } = owner.holder;
    let renewal = this.#renewals.get(key);
    // Not good for long, but good: somebody renews it, or has just seen that the provider does not do that now.
    if (this.#isAlive(held.tokens, refused) && (renewal || this.#isQuiet(key))) return held.tokens;
    if (!renewal) {
      renewal = this.#renew(owner, refused).finally(() => this.#renewals.delete(key));
      this.#renewals.set(key, renewal);
    }
    return renewal;
  }

  /** An API that refuses every token gets no new one with each call. */
  #isNewlyRenewed({ accessToken, renewedAt }: TokenSet, refused: string | undefined): boolean {
    return accessToken === refused && renewedAt !== undefined && this.#options.clock() < renewedAt + QUIET_MS;
  }

  #isAlive({ accessToken, expiresAt }: TokenSet, refused: string | undefined): boolean {
    return accessToken !== refused && (expiresAt === undefined || this.#options.clock() < expiresAt);
  }

  #isQuiet(key: string): boolean {
    const until = this.#quietUntil.get(key);
    if (until === undefined) return false;
    if (this.#options.clock() < until) return true;
    this.#quietUntil.delete(key);
    return false;
  }

  #beQuiet(key: string): void {
    const [oldest] = this.#quietUntil.keys();
    if (this.#quietUntil.size >= MOST_QUIET && oldest !== undefined) this.#quietUntil.delete(oldest);
    this.#quietUntil.set(key, this.#options.clock() + QUIET_MS);
  }

  #isGood({ accessToken, issuedAt, expiresAt }: TokenSet, refused: string | undefined): boolean {
    if (accessToken === refused) return false;
    if (expiresAt === undefined) return true;
    const early = Math.min(this.#options.earlyMs, (expiresAt - issuedAt) / 2);
    return this.#options.clock() < expiresAt - early;
  }

  #asTheyAre({ client: { name } }: TokenOwner, tokens: TokenSet): TokenSet {
    if (this.#isAlive(tokens, undefined)) return tokens;
    throw new NotSignedInError('The access token has expired', {
      code: tokens.dead ? 'ERR_OAUTH_TOKEN_DEAD' : 'ERR_OAUTH_TOKEN_EXPIRED',
      client: name,
      hint: 'Send the user through `auth.loginLink(req)` to get a new one; offline access, where the provider has it, lasts longer',
    });
  }

  #renew(owner: TokenOwner, refused: string | undefined): Promise<TokenSet> {
    const { holder } = owner;
    return withLock(this.#options.records, `${holder.key}/lock`, {
      meanwhile: async () => {
        const held = await holder.load();
        if (!held) throw noTokens(owner);
        return this.#isAlive(held.tokens, refused) ? held.tokens : undefined;
      },
      work: async () => {
        // Read again: whoever had the lock before may have done it.
        const held = await holder.load();
        if (!held) throw noTokens(owner);
        if (this.#isGood(held.tokens, refused)) return held.tokens;
        if (held.tokens.refreshToken === undefined) return this.#asTheyAre(owner, held.tokens);
        return this.#refresh(owner, held, refused);
      },
    });
  }

  async #refresh(owner: TokenOwner, held: StoredTokens, refused: string | undefined): Promise<TokenSet> {
    let next: TokenSet;
    try {
      next = await refreshed(owner, held.tokens);
    } catch (error) {
      return this.#unrefreshed(owner, held, { error, refused });
    }
    const renewal = { held, next, refused };
    let isWritten: boolean;
    try {
      // Before anything else: the refresh token that was sent may be worth nothing any more.
      isWritten = await this.#write(owner, held, next);
    } catch {
      this.#keepUnwritten(owner, renewal);
      return next;
    }
    if (!isWritten) return this.#superseded(owner, renewal);
    this.#options.tell('token.refreshed', { ident: owner.ident, client: owner.client.name });
    return next;
  }

  /** What is left when the provider did not renew them. */
  async #unrefreshed(
    owner: TokenOwner,
    held: StoredTokens,
    { error, refused }: { error: unknown; refused: string | undefined },
  ): Promise<TokenSet> {
    const { accessToken, refreshToken: _over, ...rest } = held.tokens;
    if (!isOver(error)) {
      // The provider is away or out of order: what is there stays, and serves for as long as it lasts.
      if (!this.#isAlive(held.tokens, refused)) throw error;
      this.#beQuiet(owner.holder.key);
      return held.tokens;
    }
    // Another one may have used it in the same moment, lock or no lock: then there are new tokens.
    const now = await owner.holder.load();
    // Removed meanwhile, by a sign-out or another sign-in: nothing has died here.
    if (!now) throw noTokens(owner);
    if (now.version !== held.version && this.#isGood(now.tokens, refused)) return now.tokens;
    // A token that the API has refused is over, whatever end it stated.
    const over = accessToken === refused ? { expiresAt: this.#options.clock() } : {};
    const dead: TokenSet = { ...rest, accessToken, ...over, dead: true };
    if (await owner.holder.swap(held, dead))
      this.#options.tell('token.dead', { ident: owner.ident, client: owner.client.name });
    if (accessToken !== refused) return this.#asTheyAre(owner, dead);
    throw noLonger(owner, error);
  }

  async #write({ holder }: TokenOwner, held: StoredTokens, next: TokenSet): Promise<boolean> {
    for (const ms of WRITE_AGAIN_MS) {
      try {
        return await holder.swap(held, next);
      } catch {
        await wait(ms);
      }
    }
    return holder.swap(held, next);
  }

  #keepUnwritten({ holder: { key } }: TokenOwner, renewal: Renewal): void {
    const [oldest] = this.#unwritten.keys();
    if (this.#unwritten.size >= MOST_UNWRITTEN && oldest !== undefined) this.#unwritten.delete(oldest);
    this.#unwritten.set(key, renewal);
  }

  /** Writes what a store that was away did not take, now that it may be back. Rejects when it is not. */
  async #writeLate(owner: TokenOwner): Promise<void> {
    const { key } = owner.holder;
    const renewal = this.#unwritten.get(key);
    if (!renewal) return;
    const isWritten = await owner.holder.swap(renewal.held, renewal.next);
    this.#unwritten.delete(key);
    if (isWritten) this.#options.tell('token.refreshed', { ident: owner.ident, client: owner.client.name });
    else await this.#superseded(owner, renewal).catch(() => undefined);
  }

  /** The tokens were removed, or replaced, while new ones came. */
  async #superseded(owner: TokenOwner, { held, next, refused }: Renewal): Promise<TokenSet> {
    const now = await owner.holder.load();
    if (!now) {
      if (this.#options.revokes) await owner.client.revoke(next).catch(() => false);
      throw noTokens(owner);
    }
    // A write that was given up on may have come through after all.
    if (this.#isGood(now.tokens, refused)) return now.tokens;
    // Who had the lock after us was refused, because these had come: they are alive.
    const isOurs = now.tokens.dead === true && now.tokens.accessToken === held.tokens.accessToken;
    if (isOurs && (await owner.holder.swap(now, next))) return next;
    return this.#asTheyAre(owner, now.tokens);
  }
}

function isOver(error: unknown): boolean {
  return isOAuthError(error) && error.name === 'ProviderError' && OVER.has((error as ProviderError).error);
}

/** A refresh. What a refresh token of an earlier login brings is not compared with the ID token of the last one. */
async function refreshed(owner: TokenOwner, tokens: TokenSet): Promise<TokenSet> {
  const { idToken, ...others } = tokens;
  if (!tokens.isCarriedOver || idToken === undefined) return owner.client.refresh(tokens, subjectOf(owner));
  return { idToken, ...(await owner.client.refresh(others, subjectOf(owner))) };
}

function subjectOf({ ident, client }: TokenOwner): string {
  return ident.slice(client.name.length + 1);
}

function noTokens({ client }: TokenOwner): NotSignedInError {
  return new NotSignedInError('There are no tokens for this session', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    client: client.name,
  });
}

function noLonger({ client }: TokenOwner, cause: unknown): NotSignedInError {
  return new NotSignedInError('The provider does not renew this sign-in any more', {
    code: 'ERR_OAUTH_TOKEN_DEAD',
    client: client.name,
    hint: 'Send the user through `auth.loginLink(req)` to sign in again',
    cause,
  });
}
