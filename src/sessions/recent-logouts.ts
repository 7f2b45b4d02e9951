import type { Clock } from '../shared/clock.js';
import { digest } from '../shared/digest.js';
import type { RecordStore } from '../records/record-store.js';
import type { ProviderSession } from './session-directory.js';

/** So long a logout is remembered: no login takes longer from the provider's answer to its session. */
const SECONDS = 120;
/** So far the clocks of our own processes may be apart, and of the provider's machines. */
const SKEW_MS = 30_000;

/** Stands for all sessions of a user: no digest is so short. */
const ALL = 'all';

/** Whom a logout at the provider was about, or who signs in: a user, a session at the provider, or both. */
export interface AtProvider {
  registration: string;
  ident?: string | undefined;
  session?: ProviderSession | undefined;
  /** When the provider issued the token that says so, by its own clock. */
  issuedAt: number;
}

/**
 * The logouts that providers told lately. A login that was under way, and in no list yet, would outlive them: it looks here once it
 * is listed.
 */
export class RecentLogouts {
  readonly #records: RecordStore;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor({ records, prefix, clock }: { records: RecordStore; prefix: string; clock: Clock }) {
    this.#records = records;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  /** Remembers a logout that is told now, before the lists are looked at. Each has a field of its own: they may come in any order. */
  async add({ registration, ident, session, issuedAt }: AtProvider): Promise<void> {
    const key = this.#key(registration, ident ?? session);
    const now = this.#clock();
    const at = Number.isFinite(issuedAt) ? issuedAt : now;
    await this.#records.setField(key, `${nameOf(session)} ${at}`, String(now), SECONDS);
  }

  /**
   * Whether there was one of this login since its request came. What the provider did first its own clock says, less what the
   * request took until now; ours only that the logout was told lately, for some date their ID tokens back.
   */
  async has({ registration, ident, session, issuedAt }: AtProvider, came: number): Promise<boolean> {
    const names = [ident, ...(session ? [session] : [])];
    const told = await Promise.all(names.map((name) => this.#records.fields(this.#key(registration, name))));
    const since = issuedAt - Math.max(0, this.#clock() - came);
    return told
      .flatMap((each) => Object.entries((each as Record<string, string> | undefined) ?? {}))
      .some(([field, toldAt]) => {
        const [name = '', at] = field.split(' ');
        // Of which session at the provider a login is that does not say so, nobody knows: it may be any.
        const isMeant = !session || name === ALL || name === nameOf(session);
        return isMeant && Number(at) >= since && Number(toldAt) >= came - SKEW_MS;
      });
  }

  #key(registration: string, of: string | ProviderSession | undefined): string {
    const whom = typeof of === 'object' ? [of.issuer, of.sid] : [of];
    return `${this.#prefix}out:{${digest(JSON.stringify([registration, ...whom]))}}`;
  }
}

function nameOf(session: ProviderSession | undefined): string {
  return session ? digest(session.sid) : ALL;
}
