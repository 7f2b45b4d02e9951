import type { Clock } from '../clock.js';
import { digest } from '../digest.js';
import type { RecordStore } from './record-store.js';
import type { ProviderSession } from './session-directory.js';

/** So long a logout is remembered: no login takes longer from the provider's answer to its session. */
const SECONDS = 120;

/** Stands for all sessions of a user: no digest is so short. */
const ALL = 'all';

/** Whom a logout at the provider was about, or who signs in: a user, a session at the provider, or both. */
export interface AtProvider {
  registration: string;
  ident?: string | undefined;
  session?: ProviderSession | undefined;
}

/**
 * The logouts that providers told lately. A login that was under way, and in no list yet, would outlive them: it looks here once it
 * is listed.
 */
export class ProviderLogouts {
  readonly #records: RecordStore;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor({ records, prefix, clock }: { records: RecordStore; prefix: string; clock: Clock }) {
    this.#records = records;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  /** Remembers a logout of now, before the lists are looked at. */
  async add({ registration, ident, session }: AtProvider): Promise<void> {
    const key = this.#key(registration, ident ?? session);
    await this.#records.setField(key, nameOf(session), String(this.#clock()), SECONDS);
  }

  /** Whether there was one of this login since that time. */
  async has({ registration, ident, session }: AtProvider, since: number): Promise<boolean> {
    const names = [ident, ...(session ? [session] : [])];
    const told = await Promise.all(names.map((name) => this.#records.fields(this.#key(registration, name))));
    // Of which session at the provider a login is that does not say so, nobody knows: it may be any.
    const isMeant = (name: string) => !session || name === ALL || name === nameOf(session);
    return told.flatMap((each) => Object.entries(each)).some(([name, at]) => isMeant(name) && Number(at) >= since);
  }

  #key(registration: string, of: string | ProviderSession | undefined): string {
    const whom = typeof of === 'object' ? [of.issuer, of.sid] : [of];
    return `${this.#prefix}out:{${digest(JSON.stringify([registration, ...whom]))}}`;
  }
}

function nameOf(session: ProviderSession | undefined): string {
  return session ? digest(session.sid) : ALL;
}
