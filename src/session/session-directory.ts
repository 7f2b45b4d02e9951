import type { Clock } from '../clock.js';
import { digest } from '../digest.js';
import type { Sealer } from '../sealer.js';
import type { RecordStore } from './record-store.js';
import type { SessionHandle } from './session-handle.js';

/** A session at the provider, by the issuer and the `sid` of its ID tokens (OIDC Back-Channel Logout 1.0, section 2.1). */
export interface ProviderSession {
  issuer: string;
  sid: string;
}

/** What the directory knows of a signed-in session. */
export interface SessionEntry {
  ident: string;
  client: string;
  /** Which `oauth()` of the app let the user in. */
  realm: string;
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

/** What the directory is kept in, and sealed with. */
export interface SessionDirectoryOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  clock: Clock;
  /** As long as a session can last. */
  seconds: number;
}

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
    const { ident, client, providerSession } = entry;
    const keys = [this.#identKey(digest(ident))];
    if (providerSession) keys.push(this.#sidKey(client, providerSession));
    await Promise.all(keys.map((key) => this.#write(key, session, entry)));
    this.#signIns += 1;
    // What ended by itself goes now and then, and nobody waits for it.
    if (this.#signIns % SIGN_INS_PER_SWEEP === 0) void this.ofUser(digest(ident)).catch(() => undefined);
  }

  /** The sessions of a user, by the digest of the ident: those that have not ended by themselves. */
  ofUser(user: string): Promise<[SessionHandle, SessionEntry][]> {
    return this.#entries(this.#identKey(user));
  }

  /** The sessions that a session of the provider has at a client. */
  ofProviderSession(client: string, session: ProviderSession): Promise<[SessionHandle, SessionEntry][]> {
    return this.#entries(this.#sidKey(client, session));
  }

  async remove(
    session: SessionHandle,
    { ident, client, providerSession }: Pick<SessionEntry, 'ident' | 'client' | 'providerSession'>,
  ): Promise<void> {
    const { records } = this.#options;
    await records.removeFields(this.#identKey(digest(ident)), session);
    if (providerSession) await records.removeFields(this.#sidKey(client, providerSession), session);
  }

  async #write(key: string, session: SessionHandle, entry: SessionEntry): Promise<void> {
    const { records, sealer, seconds } = this.#options;
    await records.setField(key, session, sealer.seal(entry, `${key} ${session}`), seconds);
  }

  async #entries(key: string): Promise<[SessionHandle, SessionEntry][]> {
    const { records, sealer, clock } = this.#options;
    const fields = Object.entries(await records.fields(key)) as [SessionHandle, string][];
    const opened = fields.map(
      ([session, sealed]) => [session, sealer.open(sealed, `${key} ${session}`) as SessionEntry | undefined] as const,
    );
    const alive = opened.filter((each): each is [SessionHandle, SessionEntry] => (each[1]?.endsAt ?? 0) > clock());
    const over = opened.filter(([session]) => !alive.some(([other]) => other === session));
    if (over.length > 0) await records.removeFields(key, ...over.map(([session]) => session));
    return alive;
  }

  #identKey(user: string): string {
    return `${this.#options.prefix}ident:{${user}}`;
  }

  #sidKey(client: string, { issuer, sid }: ProviderSession): string {
    return `${this.#options.prefix}sid:{${digest(JSON.stringify([client, issuer, sid]))}}`;
  }
}
