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
  /** When the provider issued the token that says so, by its own clock: no two clocks are compared. */
  issuedAt: number;
}

/**
 * The logouts that providers told lately. A login that was under way, and in no list yet, would outlive them: it looks here once it
 * is listed.
 */
export class ProviderLogouts {
  readonly #records: RecordStore;
  readonly #prefix: string;

  constructor({ records, prefix }: { records: RecordStore; prefix: string }) {
    this.#records = records;
    this.#prefix = prefix;
  }

  /** Remembers a logout of now, before the lists are looked at. */
  async add({ registration, ident, session, issuedAt }: AtProvider): Promise<void> {
    const key = this.#key(registration, ident ?? session);
    await this.#records.setField(key, nameOf(session), String(issuedAt), SECONDS);
  }

  /** Whether there was one of this login, since it was issued. */
  async has({ registration, ident, session, issuedAt }: AtProvider): Promise<boolean> {
    const names = [ident, ...(session ? [session] : [])];
    const told = await Promise.all(names.map((name) => this.#records.fields(this.#key(registration, name))));
    // Of which session at the provider a login is that does not say so, nobody knows: it may be any.
    const isMeant = (name: string) => !session || name === ALL || name === nameOf(session);
    return told
      .flatMap((each) => Object.entries((each as Record<string, string> | undefined) ?? {}))
      .some(([name, at]) => isMeant(name) && Number(at) >= issuedAt);
  }

  #key(registration: string, of: string | ProviderSession | undefined): string {
    const whom = typeof of === 'object' ? [of.issuer, of.sid] : [of];
    return `${this.#prefix}out:{${digest(JSON.stringify([registration, ...whom]))}}`;
  }
}

function nameOf(session: ProviderSession | undefined): string {
  return session ? digest(session.sid) : ALL;
}
