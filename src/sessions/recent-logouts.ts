import { randomBytes } from 'node:crypto';
import { recentLogoutsKey, type ProviderSessionId } from '../records/record-keys.js';
import type { KeyedRecords } from '../records/keyed-records.js';
import type { Clock } from '../shared/clock.js';
import { digest } from '../shared/digest.js';

/** Longer than a login may take from its begin to its session. */
const REMEMBERED_SECONDS = 20 * 60;
/** Anybody can send a front-channel logout, with a made-up session: so it leaves less. */
const REMEMBERED_UNSIGNED_SECONDS = 2 * 60;
/** How far the clocks of our own processes may be apart. */
const MAX_SKEW_MS = 30_000;
/** Anybody can send front-channel logouts, and a provider any number of tokens. Beyond this many of a user, the oldest is forgotten. */
const MAX_REMEMBERED = 1000;

/** Stands for all sessions of a user at the provider: no digest is so short. */
const ALL_SESSIONS = 'all';
/** Stands for a logout that no login has caused. */
const NO_LOGIN = '-';

/** Within this process the order of events is known exactly; between processes only by their clocks. */
const PROCESS = randomBytes(9).toString('base64url');
let sequence = 0;

/** A moment in one of our processes. */
export interface Moment {
  /** In milliseconds since the epoch, by the clock of that process. */
  readonly at: number;
  readonly process: string;
  /** How many logouts that process had remembered by then. */
  readonly sequence: number;
}

/** The present moment. */
export function momentNow(clock: Clock): Moment {
  return { at: clock(), process: PROCESS, sequence };
}

/** A logout at the provider: of a user, of a session at the provider, or of both. */
export interface ProviderLogout {
  registration: string;
  ident?: string | undefined;
  session?: ProviderSessionId | undefined;
  /** When the provider issued the token that says so, by its own clock, in milliseconds since the epoch, if there is one. */
  issuedAt?: number | undefined;
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
  /** When it began: the provider has not seen it before. */
  began: Moment;
  /** When its callback arrived. */
  arrival: Moment;
}

/**
 * Remembers recent logouts of all sessions of a user: those at the provider, and `auth.sessions.endAll()`. A login that is still in
 * progress is in no list yet and would outlive them, so it looks here once it is listed. They end a login that began before them, and no
 * other.
 */
export class RecentLogouts {
  readonly #stored: KeyedRecords;
  /** The keys whose superseded logouts are being removed. */
  readonly #tidying = new Set<string>();

  constructor(stored: KeyedRecords) {
    this.#stored = stored;
  }

  /** Remembers a logout at the provider, before the lists are looked at. Each has a field of its own, so they may come in any order. */
  async addProviderLogout({ registration, ident, session, issuedAt }: ProviderLogout): Promise<void> {
    const whose = ident ?? session;
    if (whose === undefined) return;
    const key = recentLogoutsKey(this.#stored.prefix, registration, whose);
    const seconds = issuedAt === undefined ? REMEMBERED_UNSIGNED_SECONDS : REMEMBERED_SECONDS;
    await this.#add(key, `provider ${nameOf(session)} ${issuedAt ?? '-'}`, seconds);
  }

  /** Remembers that the app has ended all sessions of a user. `login` is the login whose own hook did it, if one did. */
  async addEndAll({ registration, ident, login }: { registration: string; ident: string; login?: string | undefined }) {
    const key = recentLogoutsKey(this.#stored.prefix, registration, ident);
    await this.#add(key, `app ${login ?? NO_LOGIN}`, REMEMBERED_SECONDS);
  }

  /**
   * Whether one of these logouts came after the login had begun. `read` are the records of its user and of its session at the provider, where
   * they have been read already, by `SessionDirectory.add`.
   */
  async haveEnded(login: LoginInProgress, read?: readonly Record<string, string>[]): Promise<boolean> {
    const { registration, ident, session } = login;
    const keys = [ident, ...(session ? [session] : [])].map((each) =>
      recentLogoutsKey(this.#stored.prefix, registration, each),
    );
    const found = read ?? (await Promise.all(keys.map((key) => this.#stored.records.fields(key))));
    const logouts = await Promise.all(keys.map((key, at) => this.#keepNeeded(key, found[at])));
    return logouts
      .flat()
      .some((logout) => (logout.kind === 'app' ? isEndedByApp(login, logout) : isEndedByProvider(login, logout)));
  }

  /** The logouts that still count. The others are removed: the record as a whole lives on with each new logout. */
  async #keepNeeded(key: string, read: Record<string, string> | undefined): Promise<Remembered[]> {
    const { records, clock } = this.#stored;
    const oldest = clock() - REMEMBERED_SECONDS * 1000 - MAX_SKEW_MS;
    const all = Object.entries(read ?? {}).map(([field, at]) => parse(field, Number(at)));
    const recent = all.filter(({ moment }) => moment.at >= oldest);
    const superseded = findSuperseded(recent);
    const kept = recent.filter((each) => !superseded.has(each));
    const needed = new Set(kept.toSorted((a, b) => b.moment.at - a.moment.at).slice(0, MAX_REMEMBERED));
    // Each logout has a field of its own, so nobody writes one of these meanwhile.
    const useless = all.filter((each) => !needed.has(each)).map(({ field }) => field);
    if (useless.length > 0) await records.removeFields(key, ...useless).catch(() => undefined);
    return [...needed];
  }

  async #add(key: string, logout: string, seconds: number): Promise<void> {
    sequence += 1;
    const { records, clock } = this.#stored;
    await records.setField(key, `${PROCESS} ${sequence} ${logout}`, String(clock()), { atLeast: seconds });
    await this.#tidy(key);
  }

  /** Removes the logouts that a new one supersedes. One call at a time does it for all: else each would read what the others have added. */
  async #tidy(key: string): Promise<void> {
    if (this.#tidying.has(key)) return;
    this.#tidying.add(key);
    // The logout itself is remembered.
    await this.#stored.records
      .fields(key)
      .then((read) => this.#keepNeeded(key, read))
      .catch(() => undefined);
    this.#tidying.delete(key);
  }
}

/** A logout as it is remembered. */
interface Remembered {
  field: string;
  kind: 'app' | 'provider';
  moment: Moment;
  /** Of an app: the login whose hook made the call. Of a provider: the session that it names. */
  of: string;
  /** When the provider issued the token that says so; NaN where there is none. */
  issuedAt: number;
}

function parse(field: string, at: number): Remembered {
  const [process = '', count, kind, of = '', issuedAt] = field.split(' ');
  const moment = { at, process, sequence: Number(count) };
  return { field, kind: kind === 'app' ? 'app' : 'provider', moment, of, issuedAt: Number(issuedAt) };
}

/**
 * Finds the logouts without which the same logins are ended: later ones of the same process and kind end all that they end. Between
 * processes nothing is superseded, as only their clocks tell the order.
 */
function findSuperseded(logouts: readonly Remembered[]): Set<Remembered> {
  const superseded = new Set<Remembered>();
  const keptByKind = new Map<string, Remembered[]>();
  for (const logout of logouts.toSorted((a, b) => b.moment.sequence - a.moment.sequence)) {
    const kind = kindOf(logout);
    const kept = keptByKind.get(kind) ?? [];
    keptByKind.set(kind, kept);
    if (isCovered(logout, kept)) superseded.add(logout);
    else kept.push(logout);
  }
  return superseded;
}

/** The logouts of one kind concern the same logins; only that of a hook leaves out the login that the hook is of. */
function kindOf({ kind, moment, of }: Remembered): string {
  if (kind === 'provider') return `${moment.process} provider ${of}`;
  return `${moment.process} app ${of === NO_LOGIN ? NO_LOGIN : 'hook'}`;
}

/** Whether later logouts end whatever this one ends. Of two hooks' logouts, one at least is not of the login that is to be ended. */
function isCovered(logout: Remembered, later: readonly Remembered[]): boolean {
  const covering = later.filter(
    ({ moment, issuedAt }) =>
      moment.at >= logout.moment.at && (Number.isNaN(logout.issuedAt) || issuedAt >= logout.issuedAt),
  );
  return covering.some(({ of }) => of === logout.of || covering.some((other) => other.of !== of));
}

/** Within a process the order is known exactly. Within the same millisecond of two processes, the login counts as the earlier one. */
function isBefore(event: Moment, logout: Moment): boolean {
  return event.process === logout.process ? event.sequence < logout.sequence : event.at <= logout.at;
}

function isEndedByApp({ id, began, arrival }: LoginInProgress, { moment, of }: Remembered): boolean {
  if (of === id) return false;
  // An app that allows one session has the newest login end the others: the one whose response arrives last stays.
  return isBefore(of === NO_LOGIN ? began : arrival, moment);
}

function isEndedByProvider(login: LoginInProgress, { moment, of, issuedAt }: Remembered): boolean {
  const { session, began } = login;
  // Without a `sid`, this login may belong to any session at the provider.
  const isMeant = !session || of === ALL_SESSIONS || of === nameOf(session);
  return isMeant && (isBefore(began, moment) || isOlderAtProvider(login, moment, issuedAt));
}

/** Clocks of two processes may differ. An ID token that the provider issued before the logout is of a login that began before it. */
function isOlderAtProvider({ began, issuedAt }: LoginInProgress, logout: Moment, logoutIssuedAt: number): boolean {
  const isUncertain = began.process !== logout.process && began.at - logout.at <= MAX_SKEW_MS;
  return isUncertain && issuedAt > 0 && issuedAt < logoutIssuedAt;
}

function nameOf(session: ProviderSessionId | undefined): string {
  return session ? digest(session.sid) : ALL_SESSIONS;
}
