import { setTimeout as wait } from 'node:timers/promises';
import type { TokenSet } from '../protocol/token-set.js';
import { MAX_HELD_MS } from '../records/lock.js';
import { movedKey, sessionTokensKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { Clock } from '../shared/clock.js';
import type { Sealer } from '../shared/sealer.js';
import { hasShape, is } from '../shared/shape.js';
import { keepRefreshToken } from './keep-refresh-token.js';
import type { TokenAddress, TokenSlot } from './token-slot.js';

/** Longer than a renewal takes. */
const MOVED_SECONDS = 120;
/** The pauses before a move goes on that has failed: half of a move may be worse than none. */
const MOVE_RETRY_MS = [100, 400];
/** More often than tokens change while they are moved or replaced. */
const MAX_TRIES = 10;

/** The parts that session tokens need. */
export interface SessionTokensOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  clock: Clock;
  /** The default life of a token set: the absolute limit of sessions. */
  seconds: number;
}

/** A token set beside a session, and whose it is. */
export interface SessionTokensRecord {
  ident: string;
  /** The registration that the tokens were issued to: they are sent to no other. */
  registration: string;
  tokens: TokenSet;
  /**
   * The tokens were moved here during their renewal, which brings new ones: until this time, in milliseconds since the epoch, nobody else
   * sends the refresh token.
   */
  renewedUntil?: number | undefined;
}

/** A record that lacks one of these was written by another version, and counts as none. */
const RECORD = {
  ident: is.name,
  registration: is.text,
  tokens: is.shape({
    accessToken: is.text,
    tokenType: is.text,
    issuedAt: is.time,
    expiresAt: is.optional(is.time),
    renewedAt: is.optional(is.time),
    refreshToken: is.optional(is.text),
    idToken: is.optional(is.text),
    tokenSecret: is.optional(is.text),
    dpopKey: is.optional(is.object),
  }),
  renewedUntil: is.optional(is.time),
};

/** What most records contain. Changing it makes the packed records of before unreadable: all users would have to sign in again. */
const COMMON_PARTS = Buffer.from(
  '"refreshToken":"isCarriedOver":true"nonce":""authTime":"renewedAt":"dpopKey":{"kty":"EC","x":"","y":"","crv":"P-256","d":"","alg":"ES256"}}}' +
    '{"ident":"oidc:","registration":"https://","tokens":{"accessToken":"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6Ii' +
    '"tokenType":"bearer","idToken":"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2' +
    'LCJlbWFpbCI6IiwiZW1haWxfdmVyaWZpZWQiOnRydWUsInByZWZlcnJlZF91c2VybmFtZSI6Ii' +
    '"issuedAt":17,"expiresAt":17}}',
);

/** The place of a token set beside a session: that of the sign-in, or of a connection by the name of its client. */
interface Place {
  session: SessionHandle;
  connection?: string | undefined;
}

/**
 * Keeps each session's token sets, sealed, beside the session and not in it: express-session writes whole sessions, so a
 * parallel request would bring an old token back.
 */
export class SessionTokens {
  readonly #options: SessionTokensOptions;

  constructor(options: SessionTokensOptions) {
    this.#options = options;
  }

  async save(address: TokenAddress, tokens: TokenSet): Promise<void> {
    await this.#write(address, recordOf(address, tokens));
  }

  /**
   * Replaces the tokens at an address in one step, and gives those of another account or registration that were there. A refresh token that
   * the new ones lack is taken from those of the same account.
   */
  async replace(address: TokenAddress, tokens: TokenSet): Promise<SessionTokensRecord | undefined> {
    const { records } = this.#options;
    const key = this.#key(placeOf(address));
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const version = await records.get(key);
      const before = this.#open(key, version);
      const isSame = before !== undefined && isOf(before, address);
      const next = recordOf(address, isSame ? keepRefreshToken(tokens, before.tokens) : tokens);
      // The refresh token of before may be in use.
      const renewedUntil = next.tokens.refreshToken === tokens.refreshToken ? undefined : before?.renewedUntil;
      if (await records.swap(key, version, this.#seal(key, { ...next, renewedUntil }), this.#lifeOf(address)))
        return isSame ? undefined : before;
    }
    await this.save(address, tokens);
    return undefined;
  }

  /** Puts tokens of another account or registration back in the place of those that have replaced them. */
  async putBack(address: TokenAddress, record: SessionTokensRecord): Promise<void> {
    const key = this.#key(placeOf(address));
    const found = await this.#find(address);
    if (found) await this.#options.records.swap(key, found.version, this.#seal(key, record), this.#lifeOf(address));
  }

  /** Removes tokens, and gives them: of many that take the same ones, one gets them. */
  async take(place: Place): Promise<SessionTokensRecord | undefined> {
    const key = this.#key(place);
    return this.#open(key, await this.#options.records.take(key));
  }

  /** Removes the tokens at an address, and gives them. */
  takeFrom(address: TokenAddress): Promise<SessionTokensRecord | undefined> {
    return this.take(placeOf(address));
  }

  /** The slot of a user's tokens. Tokens of another account or registration in the same place do not exist for it. */
  slot(address: TokenAddress): TokenSlot {
    const key = this.#key(placeOf(address));
    const { records } = this.#options;
    const { ident, client } = address;
    return {
      key,
      ident,
      client,
      load: async () => {
        const found = await this.#find(address);
        if (!found) return undefined;
        const { version, record } = found;
        if (!(this.#options.clock() < (record.renewedUntil ?? 0))) return { tokens: record.tokens, version };
        const { refreshToken: _inUse, ...tokens } = record.tokens;
        return { tokens, version, isRenewedElsewhere: true };
      },
      // Removed tokens stay removed, and newer ones stay.
      swap: ({ version }, next) =>
        records.swap(key, version, this.#seal(key, recordOf(address, next)), this.#lifeOf(address)),
      findSuccessor: async () => {
        const session = await records.get(movedKey(key));
        return session === null ? undefined : this.slot({ ...address, session: session as SessionHandle });
      },
    };
  }

  /** Leaves a trace of where tokens go, for a renewal of them that is not written yet. */
  async leaveTrace(address: TokenAddress, to: SessionHandle): Promise<void> {
    await this.#options.records.set(movedKey(this.#key(placeOf(address))), to, MOVED_SECONDS);
  }

  /** Moves tokens that nobody renews to another session; tells whether they were there. */
  move(address: TokenAddress, to: SessionHandle): Promise<boolean> {
    return this.#move(address, to, (record) => record);
  }

  /**
   * Moves tokens that are being renewed to another session; tells whether they were there. The refresh token is being used, so nobody sends it
   * from there for a while: the renewal puts the new one in their new place.
   */
  async moveDuringRenewal(address: TokenAddress, to: SessionHandle): Promise<boolean> {
    const before = await this.#find(address);
    const renewedUntil = this.#options.clock() + MAX_HELD_MS;
    // The renewal may end during the move: then the tokens are whole again.
    return this.#move(address, to, (record) =>
      record.tokens.refreshToken === before?.record.tokens.refreshToken ? { ...record, renewedUntil } : record,
    );
  }

  /** They are written to their new place before they are removed from the old one: a store that fails in between loses none. */
  async #move(
    address: TokenAddress,
    to: SessionHandle,
    change: (record: SessionTokensRecord) => SessionTokensRecord,
  ): Promise<boolean> {
    const target = { ...address, session: to };
    let failures = 0;
    let isWritten = false;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      try {
        const found = await this.#find(address);
        // Tokens of another account or registration stay, for those who revoke them. A removal that seemed to fail may have succeeded.
        if (!found && (!isWritten || failures > 0)) return isWritten;
        if (!found) {
          // Somebody else has removed them during the move.
          await this.takeFrom(target);
          return false;
        }
        await this.leaveTrace(address, to);
        await this.#write(target, change(found.record));
        isWritten = true;
        if (await this.#removeVersion(address, found.version)) return true;
      } catch (error) {
        const pause = MOVE_RETRY_MS[failures];
        failures += 1;
        if (pause !== undefined) {
          await wait(pause);
          continue;
        }
        // The caller gives the move up.
        if (isWritten) await this.takeFrom(target).catch(() => undefined);
        throw error;
      }
    }
    return false;
  }

  #removeVersion(address: TokenAddress, version: string): Promise<boolean> {
    return this.#options.records.swap(this.#key(placeOf(address)), version, null, MOVED_SECONDS);
  }

  /** The record at an address, if it is of this account and registration. */
  async #find(address: TokenAddress): Promise<{ version: string; record: SessionTokensRecord } | undefined> {
    const key = this.#key(placeOf(address));
    const version = await this.#options.records.get(key);
    const record = this.#open(key, version);
    if (version === null || !record || !isOf(record, address)) return undefined;
    return { version, record };
  }

  async #write(address: TokenAddress, record: SessionTokensRecord): Promise<void> {
    const key = this.#key(placeOf(address));
    await this.#options.records.set(key, this.#seal(key, record), this.#lifeOf(address));
  }

  #lifeOf({ lifeSeconds = this.#options.seconds }: TokenAddress): number {
    return lifeSeconds;
  }

  #seal(key: string, record: SessionTokensRecord): string {
    return this.#options.sealer.sealPacked(record, key, COMMON_PARTS);
  }

  #open(key: string, sealed: string | null): SessionTokensRecord | undefined {
    if (sealed === null) return undefined;
    const { sealer } = this.#options;
    // An older version has not packed them.
    const record = sealer.openPacked(sealed, key, COMMON_PARTS) ?? sealer.open(sealed, key);
    return hasShape(record, RECORD) ? (record as unknown as SessionTokensRecord) : undefined;
  }

  #key({ session, connection }: Place): string {
    return sessionTokensKey(this.#options.prefix, session, connection);
  }
}

function placeOf({ session, client, connectedTo }: TokenAddress): Place {
  return { session, connection: connectedTo === undefined ? undefined : client.name };
}

/** Whether tokens are of this account and registration. */
function isOf({ ident, registration }: SessionTokensRecord, address: TokenAddress): boolean {
  return ident === address.ident && registration === address.client.registration;
}

function recordOf({ ident, client: { registration } }: TokenAddress, tokens: TokenSet): SessionTokensRecord {
  return { ident, registration, tokens };
}
