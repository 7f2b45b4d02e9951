import type { Clock } from '../shared/clock.js';
import { digest } from '../shared/digest.js';
import type { Sealer } from '../shared/sealer.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';

/** A session at the provider, by the issuer and the `sid` of its ID tokens (OIDC Back-Channel Logout 1.0, section 2.1). */
export interface ProviderSession {
  issuer: string;
  sid: string;
}

/** What the directory knows of a signed-in session. */
export interface SessionEntry {
  ident: string;
  client: string;
  /** Our registration at the provider, where its client names it: whom its logout tokens are for. */
  registration?: string | undefined;
  signedInAt: number;
  /** When it ends at the latest. */
  endsAt: number;
  /** The User-Agent that signed in. */
  device?: string | undefined;
  /** Where it signed in from, where the app wants that to be remembered. */
  address?: string | undefined;
  /** The session at the provider, where its ID token names one. */
  providerSession?: ProviderSession | undefined;
  /** Whether it is in a store of the app's own. */
  isForeign: boolean;
}

/** What of an entry says where it is listed. */
type WhereListed = Pick<SessionEntry, 'ident' | 'registration' | 'providerSession'>;

/** What the directory is kept in, and sealed with. */
export interface SessionDirectoryOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  clock: Clock;
  /** As long as a session can last. */
  seconds: number;
}

/** A listed session; without what is known of it where that was sealed with a secret that is not here. */
export type ListedSession = [session: SessionHandle, entry: SessionEntry | undefined];

/** So long the list of a user is kept at the least: two apps on one store may have limits of their own. There are no more of these than users. */
const LEAST_SECONDS = 90 * 86_400;

/** How many sign-ins there are between two looks for what has ended by itself. */
const SIGN_INS_PER_SWEEP = 16;

/** Which sessions a user has, and which a session of the provider has: one record of fields each, sealed. */
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
      this.#write(ofUser, session, { entry, life: Math.max(seconds, LEAST_SECONDS) }),
      // There may be one for each sign-in: so it lasts as long as it must, and no longer.
      ...ofProviderSession.map((key) => this.#write(key, session, { entry, life: { atLeast: seconds } })),
    ]);
    this.#signIns += 1;
    // What ended by itself goes now and then, and nobody waits for it.
    if (this.#signIns % SIGN_INS_PER_SWEEP === 0) void this.ofUser(digest(entry.ident)).catch(() => undefined);
  }

  /** The sessions of a user, by the digest of the ident: those that have not ended by themselves. */
  ofUser(user: string): Promise<ListedSession[]> {
    return this.#entries(this.#identKey(user));
  }

  /** The sessions that a session of the provider has at one of our registrations. */
  ofProviderSession(registration: string, session: ProviderSession): Promise<ListedSession[]> {
    return this.#entries(this.#sidKey(registration, session));
  }

  async remove(session: SessionHandle, of: WhereListed): Promise<void> {
    await Promise.all(this.#keysOf(of).map((key) => this.#options.records.removeFields(key, session)));
  }

  #keysOf({ ident, registration, providerSession }: WhereListed): [string, ...string[]] {
    const isAtProvider = registration !== undefined && providerSession !== undefined;
    return [this.#identKey(digest(ident)), ...(isAtProvider ? [this.#sidKey(registration, providerSession)] : [])];
  }

  async #write(
    key: string,
    session: SessionHandle,
    { entry, life }: { entry: SessionEntry; life: number | { atLeast: number } },
  ): Promise<void> {
    const { records, sealer } = this.#options;
    await records.setField(key, session, sealer.seal(entry, `${key} ${session}`), life);
  }

  async #entries(key: string): Promise<ListedSession[]> {
    const { records, sealer, clock } = this.#options;
    const fields = Object.entries((await records.fields(key)) ?? {}) as [SessionHandle, string][];
    const listed = fields.map(([session, sealed]): ListedSession => [
      session,
      sealer.open(sealed, `${key} ${session}`) as SessionEntry | undefined,
    ]);
    const isOver = ([, entry]: ListedSession) => entry !== undefined && entry.endsAt <= clock();
    const over = listed.filter(isOver);
    // Out of both its lists: of that of a session at the provider nobody may ever ask.
    await Promise.all(over.map(async ([session, entry]) => entry && (await this.remove(session, entry))));
    return listed.filter((each) => !isOver(each));
  }

  #identKey(user: string): string {
    return `${this.#options.prefix}ident:{${user}}`;
  }

  #sidKey(registration: string, { issuer, sid }: ProviderSession): string {
    return `${this.#options.prefix}sid:{${digest(JSON.stringify([registration, issuer, sid]))}}`;
  }
}
