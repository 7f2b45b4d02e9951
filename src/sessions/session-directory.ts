import { providerSessionKey, userDigest, userSessionsKey, type ProviderSessionId } from '../records/record-keys.js';
import type { KeyedRecords } from '../records/keyed-records.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { Sealer } from '../shared/sealer.js';
import { hasShape, is } from '../shared/shape.js';
import type { Account } from './account.js';

/** The directory's entry of a signed-in session. */
export interface SessionEntry extends Account {
  /** The registration of the client at the provider. */
  readonly registration: string;
  /** The instance that let the user in. */
  readonly instance: string;
  readonly signedInAt: number;
  /** When it ends at the latest. */
  readonly endsAt: number;
  /** The User-Agent of the sign-in. */
  readonly device?: string | undefined;
  /** The address of the sign-in, where the app wants that to be remembered. */
  readonly address?: string | undefined;
  /** The session at the provider, where its ID token names one. */
  readonly providerSession?: ProviderSessionId | undefined;
  /** Which store the session is in: our own, or that of an express-session of the app's own. */
  readonly backend: 'own' | 'app';
}

const ENTRY = {
  ident: is.name,
  client: is.text,
  registration: is.text,
  instance: is.text,
  signedInAt: is.time,
  endsAt: is.time,
  device: is.optional(is.text),
  address: is.optional(is.text),
  providerSession: is.optional(is.shape({ issuer: is.text, sid: is.text })),
  backend: is.oneOf(is.exactly('own'), is.exactly('app')),
};

/** The part of an entry that says where it is listed. */
export type Listing = Pick<SessionEntry, 'ident' | 'registration' | 'providerSession'>;

/** A listed session. Its entry is missing where it was sealed with a secret that is not here. */
export interface ListedSession {
  readonly session: SessionHandle;
  readonly entry: SessionEntry | undefined;
}

/** The parts that the directory needs. */
export interface SessionDirectoryOptions extends KeyedRecords {
  sealer: Sealer;
  /** As long as a session can last. */
  seconds: number;
}

/** The list of a user is kept at least this long: several `oauth()` instances may share this store with different limits. */
const MIN_LIST_SECONDS = 90 * 86_400;

/** After so many sign-ins, expired entries of a list are removed. */
const SIGN_INS_PER_SWEEP = 16;

/** Lists the sessions of each user, and of each session at the provider: one record of sealed fields each. */
export class SessionDirectory {
  readonly #options: SessionDirectoryOptions;
  #signIns = 0;

  constructor(options: SessionDirectoryOptions) {
    this.#options = options;
  }

  async add(session: SessionHandle, entry: SessionEntry): Promise<void> {
    const { seconds } = this.#options;
    const [ofUser, ...ofProviderSession] = this.#keysOf(entry);
    await Promise.all([
      this.#write(ofUser, session, { entry, life: Math.max(seconds, MIN_LIST_SECONDS) }),
      // There may be one for each sign-in, so it lasts only as long as the longest of its sessions.
      ...ofProviderSession.map((key) => this.#write(key, session, { entry, life: { atLeast: seconds } })),
    ]);
    this.#signIns += 1;
    // Expired entries are removed now and then, in the background.
    if (this.#signIns % SIGN_INS_PER_SWEEP === 0)
      void this.ofUser(userDigest(entry.registration, entry.ident)).catch(() => undefined);
  }

  /** The sessions of a user that have not expired. `user` is a digest that `userDigest` made. */
  ofUser(user: string): Promise<ListedSession[]> {
    return this.#list(userSessionsKey(this.#options.prefix, user));
  }

  /** The sessions that belong to a session at the provider, of one registration. */
  ofProviderSession(registration: string, session: ProviderSessionId): Promise<ListedSession[]> {
    return this.#list(providerSessionKey(this.#options.prefix, registration, session));
  }

  async remove(session: SessionHandle, listing: Listing): Promise<void> {
    await Promise.all(this.#keysOf(listing).map((key) => this.#options.records.removeFields(key, session)));
  }

  /** Removes a session from the list of a user of whom only the digest is known. */
  async removeFromUser(session: SessionHandle, user: string): Promise<void> {
    await this.#options.records.removeFields(userSessionsKey(this.#options.prefix, user), session);
  }

  #keysOf({ ident, registration, providerSession }: Listing): [string, ...string[]] {
    const { prefix } = this.#options;
    return [
      userSessionsKey(prefix, userDigest(registration, ident)),
      ...(providerSession ? [providerSessionKey(prefix, registration, providerSession)] : []),
    ];
  }

  async #write(
    key: string,
    session: SessionHandle,
    { entry, life }: { entry: SessionEntry; life: number | { atLeast: number } },
  ): Promise<void> {
    const { records, sealer } = this.#options;
    await records.setField(key, session, sealer.seal(entry, `${key} ${session}`), life);
  }

  async #list(key: string): Promise<ListedSession[]> {
    const { records, sealer, clock } = this.#options;
    const fields = Object.entries((await records.fields(key)) ?? {}) as [SessionHandle, string][];
    const listed = fields.map(([session, sealed]): ListedSession => ({
      session,
      entry: asEntry(sealer.open(sealed, `${key} ${session}`)),
    }));
    const hasExpired = ({ entry }: ListedSession) => entry !== undefined && entry.endsAt <= clock();
    // Out of both lists: the one of a session at the provider may never be looked at.
    await Promise.all(
      listed.filter(hasExpired).map(async ({ session, entry }) => entry && this.remove(session, entry)),
    );
    return listed.filter((each) => !hasExpired(each));
  }
}

function asEntry(value: unknown): SessionEntry | undefined {
  return hasShape(value, ENTRY) ? (value as unknown as SessionEntry) : undefined;
}
