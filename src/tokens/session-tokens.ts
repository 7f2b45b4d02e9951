import type { TokenSet } from '../protocol/token-set.js';
import { movedKey, sessionTokensKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { Sealer } from '../shared/sealer.js';
import { hasShape, is } from '../shared/shape.js';
import type { TokenAddress, TokenSlot } from './token-slot.js';

/** Longer than a renewal takes. */
const MOVED_SECONDS = 120;

/** The parts that session tokens need. */
export interface SessionTokensOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  /** The default life of a token set: the absolute limit of sessions. */
  seconds: number;
}

/** A token set beside a session, and whose it is. */
export interface SessionTokensRecord {
  ident: string;
  /** The registration that the tokens were issued to: they are sent to no other. */
  registration: string;
  tokens: TokenSet;
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
};

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
    const key = this.#key(placeOf(address));
    await this.#options.records.set(key, this.#seal(key, recordOf(address, tokens)), this.#lifeOf(address));
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
        const version = await records.get(key);
        const stored = this.#open(key, version);
        const isOurs = stored?.ident === ident && stored.registration === client.registration;
        return version !== null && isOurs ? { tokens: stored.tokens, version } : undefined;
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

  /**
   * Moves tokens that are being renewed to another session; tells whether they were there. The refresh token is used up by now, so it stays
   * behind: the renewal puts the new one in their new place.
   */
  async moveDuringRenewal(address: TokenAddress, to: SessionHandle): Promise<boolean> {
    const slot = this.slot(address);
    const before = await slot.load();
    if (!before) return false;
    const target = { ...address, session: to };
    const { refreshToken: _used, ...tokens } = before.tokens;
    // The renewal may end between any two of these steps.
    await this.leaveTrace(address, to);
    await this.save(target, tokens);
    const taken = await this.#options.records.take(slot.key);
    if (taken === before.version) return true;
    const record = this.#open(slot.key, taken);
    if (record?.ident === address.ident) await this.save(target, record.tokens);
    else await this.takeFrom(target);
    return record !== undefined;
  }

  #lifeOf({ lifeSeconds = this.#options.seconds }: TokenAddress): number {
    return lifeSeconds;
  }

  #seal(key: string, record: SessionTokensRecord): string {
    return this.#options.sealer.seal(record, key);
  }

  #open(key: string, sealed: string | null): SessionTokensRecord | undefined {
    const record = sealed === null ? undefined : this.#options.sealer.open(sealed, key);
    return hasShape(record, RECORD) ? (record as unknown as SessionTokensRecord) : undefined;
  }

  #key({ session, connection }: Place): string {
    return sessionTokensKey(this.#options.prefix, session, connection);
  }
}

function placeOf({ session, client, connectedTo }: TokenAddress): Place {
  return { session, connection: connectedTo === undefined ? undefined : client.name };
}

function recordOf({ ident, client: { registration } }: TokenAddress, tokens: TokenSet): SessionTokensRecord {
  return { ident, registration, tokens };
}
