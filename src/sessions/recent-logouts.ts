import { randomBytes } from 'node:crypto';
import { recentLogoutsKey, type ProviderSessionId } from '../records/record-keys.js';
import type { KeyedRecords } from '../records/keyed-records.js';
import type { Clock } from '../shared/clock.js';
import { digest } from '../shared/digest.js';

/** Longer than a login takes from the provider's response to its session. */
const REMEMBERED_SECONDS = 120;
/** How far the clocks of our own processes, and of the provider's machines, may be apart. */
const MAX_SKEW_MS = 30_000;

/** Stands for all sessions of a user at the provider: no digest is so short. */
const ALL_SESSIONS = 'all';

/** Within this process the order of events is known exactly; between processes only by their clocks. */
const PROCESS = randomBytes(9).toString('base64url');
let sequence = 0;

/** A moment in this process. */
export interface Moment {
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** How many logouts this process had remembered by then. */
  readonly sequence: number;
}

/** The present moment. */
export function momentNow(clock: Clock): Moment {
  return { at: clock(), sequence };
}

/** A logout at the provider: of a user, of a session at the provider, or of both. */
export interface ProviderLogout {
  registration: string;
  ident?: string | undefined;
  session?: ProviderSessionId | undefined;
  /** When the provider issued the token that says so, by its own clock, in milliseconds since the epoch. */
  issuedAt: number;
}

/** A login that may have been ended before it was finished. */
export interface LoginInProgress {
  /** Its own id: a logout that its own hook has caused does not end it. */
  id: string;
  registration: string;
  ident: string;
  session?: ProviderSessionId | undefined;
  /** When the provider issued the ID token, by its own clock, in milliseconds since the epoch; 0 where there is none. */
  issuedAt: number;
  /** When its callback arrived. */
  arrival: Moment;
}

/**
 * Remembers recent logouts of all sessions of a user: those at the provider, and `auth.sessions.endAll()`. A login that is still in
 * progress is in no list yet and would outlive them, so it looks here once it is listed.
 */
export class RecentLogouts {
  readonly #stored: KeyedRecords;

  constructor(stored: KeyedRecords) {
    this.#stored = stored;
  }

  /** Remembers a logout at the provider, before the lists are looked at. Each has a field of its own, so they may come in any order. */
  async addProviderLogout({ registration, ident, session, issuedAt }: ProviderLogout): Promise<void> {
    const whose = ident ?? session;
    if (whose === undefined) return;
    const now = this.#stored.clock();
    const at = Number.isFinite(issuedAt) ? issuedAt : now;
    await this.#add(recentLogoutsKey(this.#stored.prefix, registration, whose), `provider ${nameOf(session)} ${at}`);
  }

  /** Remembers that the app has ended all sessions of a user. `login` is the login whose own hook did it, if one did. */
  async addEndAll({
    registration,
    ident,
    login = '-',
  }: {
    registration: string;
    ident: string;
    login?: string | undefined;
  }) {
    sequence += 1;
    await this.#add(recentLogoutsKey(this.#stored.prefix, registration, ident), `app ${PROCESS} ${sequence} ${login}`);
  }

  /** Whether one of these logouts ended a login after its callback had arrived. */
  async haveEnded(login: LoginInProgress): Promise<boolean> {
    const { registration, ident, session } = login;
    const keys = [ident, ...(session ? [session] : [])].map((each) =>
      recentLogoutsKey(this.#stored.prefix, registration, each),
    );
    const records = await Promise.all(keys.map((key) => this.#stored.records.fields(key)));
    return records
      .flatMap((record) => Object.entries((record as Record<string, string> | undefined) ?? {}))
      .some(([field, rememberedAt]) => {
        const [kind, ...words] = field.split(' ');
        return kind === 'app'
          ? isLaterEndAll(words, Number(rememberedAt), login)
          : this.#isLaterProviderLogout(words, Number(rememberedAt), login);
      });
  }

  /**
   * The order of the provider's logout and of its ID token is told by the provider's own clock, less the time that the request has taken
   * until now. Our clock only says that the logout is recent, because some providers date their ID tokens back.
   */
  #isLaterProviderLogout([name, at]: string[], rememberedAt: number, login: LoginInProgress): boolean {
    const since = login.issuedAt - Math.max(0, this.#stored.clock() - login.arrival.at);
    // Without a `sid`, this login may belong to any session at the provider.
    const isMeant = !login.session || name === ALL_SESSIONS || name === nameOf(login.session);
    return isMeant && Number(at) >= since && rememberedAt >= login.arrival.at - MAX_SKEW_MS;
  }

  async #add(key: string, field: string): Promise<void> {
    await this.#stored.records.setField(key, field, String(this.#stored.clock()), REMEMBERED_SECONDS);
  }
}

function isLaterEndAll([from, at, by]: string[], rememberedAt: number, { id, arrival }: LoginInProgress): boolean {
  if (by === id) return false;
  // The order within one millisecond is unknown: the login is refused, and the user can start again.
  return from === PROCESS ? Number(at) > arrival.sequence : rememberedAt >= arrival.at;
}

function nameOf(session: ProviderSessionId | undefined): string {
  return session ? digest(session.sid) : ALL_SESSIONS;
}
