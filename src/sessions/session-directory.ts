import {
  providerSessionKey,
  recentLogoutsKey,
  userDigest,
  userSessionsKey,
  type ProviderSessionId,
} from '../records/record-keys.js';
import type { FieldWrite } from '../records/record-store.js';
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

/** What most entries contain. Changing it makes the packed entries of before unreadable. */
const COMMON_PARTS = Buffer.from(
  '"address":"providerSession":{"issuer":"https://","sid":"' +
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) (X11; Linux x86_64) (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Mobile/15E148' +
    '"device":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' +
    '{"ident":"oidc:","client":"oidc","registration":"https://","instance":"https://","signedInAt":17,"endsAt":17,"backend":"own"}',
);

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

  /** Lists a session, and then reads which logouts the record of recent logouts has, of its user and of its session at the provider. */
  async add(session: SessionHandle, entry: SessionEntry): Promise<Record<string, string>[]> {
    const { seconds, prefix } = this.#options;
    const [ofUser, ...ofProviderSession] = this.#keysOf(entry);
    const { ident, registration, providerSession } = entry;
    const logoutsOf = (of: string | ProviderSessionId) => recentLogoutsKey(prefix, registration, of);
    const logouts = await Promise.all([
      this.#write(ofUser, session, { entry, life: Math.max(seconds, MIN_LIST_SECONDS), read: logoutsOf(ident) }),
      // There may be one for each sign-in, so it lasts only as long as the longest of its sessions.
      ...ofProviderSession.map((key) =>
        this.#write(key, session, { entry, life: { atLeast: seconds }, read: logoutsOf(providerSession ?? ident) }),
      ),
    ]);
    this.#signIns += 1;
    // Expired entries are removed now and then, in the background.
    if (this.#signIns % SIGN_INS_PER_SWEEP === 0)
      void this.ofUser(userDigest(entry.registration, entry.ident)).catch(() => undefined);
    return logouts;
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
    { entry, life, read }: { entry: SessionEntry; life: FieldWrite['life']; read: string },
  ): Promise<Record<string, string>> {
    const { records, sealer } = this.#options;
    const value = sealer.sealPacked(entry, `${key} ${session}`, COMMON_PARTS);
    if (records.setFieldAndRead) return records.setFieldAndRead({ key, field: session, value, life }, read);
    await records.setField(key, session, value, life);
    return records.fields(read);
  }

  async #list(key: string): Promise<ListedSession[]> {
    const { records, sealer, clock } = this.#options;
    const fields = Object.entries((await records.fields(key)) ?? {}) as [SessionHandle, string][];
    const listed = fields.map(([session, sealed]): ListedSession => {
      const purpose = `${key} ${session}`;
      // An older version has not packed them.
      return {
        session,
        entry: asEntry(sealer.openPacked(sealed, purpose, COMMON_PARTS) ?? sealer.open(sealed, purpose)),
      };
    });
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
