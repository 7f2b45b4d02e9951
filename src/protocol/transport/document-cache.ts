import type { Clock } from '../../shared/clock.js';
import type { Fetch } from './bounded-fetch.js';

/** How a kind of document is cached. */
export interface DocumentRule {
  /** Whether a parsed answer is such a document. */
  isValid: (json: Record<string, unknown>) => boolean;
  /** How long a document is used without a new request. */
  freshMs: number;
}

/** A document that could not be refreshed for this long is no longer used. */
const MAX_AGE_MS = 24 * 60 * 60_000;
/** The pause after a failed refresh. */
const RETRY_INTERVAL_MS = 30_000;
/** An unknown key id makes us fetch again, but must not let anybody flood the provider. */
const MAX_FORCED_PER_MINUTE = 5;

/** Why a fresh document is fetched again. Each reason has its own limit, so that none can use up another's. */
export type Forcing = 'login' | 'response' | 'logout';

interface Document {
  text: string;
  fetchedAt: number;
  checkAt: number;
}

/**
 * Caches one public document of a provider: its metadata, or its keys. It is fetched when it is first needed, by one request for all callers
 * that wait. A stale document is fetched again, and used for up to a day when that fails. A failure without an older document is not
 * cached: the next caller tries again.
 */
export class DocumentCache {
  readonly #fetch: Fetch;
  readonly #rule: DocumentRule;
  readonly #clock: Clock;
  #document: Document | undefined;
  #pending: Promise<Response> | undefined;
  readonly #forced: Record<Forcing, number[]> = { login: [], response: [], logout: [] };

  constructor(fetch: Fetch, rule: DocumentRule, clock: Clock) {
    this.#fetch = fetch;
    this.#rule = rule;
    this.#clock = clock;
  }

  /** The text of the document, if it is cached and fresh. */
  fresh(): string | undefined {
    return this.#document && this.#clock() < this.#document.checkAt ? this.#document.text : undefined;
  }

  /** The document as a response: from the cache if it is fresh, else from the provider. */
  async get(url: string, init: RequestInit): Promise<Response> {
    const text = this.fresh();
    return text === undefined ? this.#fetchOnce(url, init) : asResponse(text);
  }

  /** Fetches the document although the cached one is fresh, at most a few times a minute. */
  async refetch(url: string, init: RequestInit, forcing: Forcing = 'login'): Promise<Response> {
    // A request that is on its way serves this caller, too.
    if (this.#pending) return this.#fetchOnce(url, init);
    const cached = this.fresh();
    return cached === undefined || this.#countForced(forcing) ? this.#fetchOnce(url, init) : asResponse(cached);
  }

  /** Has the next caller fetch the document again, at most a few times a minute. */
  expire(forcing: Forcing): void {
    if (this.#document && this.fresh() !== undefined && this.#countForced(forcing)) this.#document.checkAt = 0;
  }

  /** Whether a forced fetch for this reason is still within its limit. */
  canForce(forcing: Forcing): boolean {
    const now = this.#clock();
    const recent = this.#forced[forcing].filter((at) => now - at < 60_000);
    this.#forced[forcing] = recent;
    return recent.length < MAX_FORCED_PER_MINUTE;
  }

  /** Counts a forced fetch; false when it would exceed the limit. */
  #countForced(forcing: Forcing): boolean {
    return this.canForce(forcing) && this.#forced[forcing].push(this.#clock()) > 0;
  }

  async #fetchOnce(url: string, init: RequestInit): Promise<Response> {
    this.#pending ??= this.#load(url, init).finally(() => (this.#pending = undefined));
    return (await this.#pending).clone();
  }

  async #load(url: string, init: RequestInit): Promise<Response> {
    const usable = this.#usable();
    try {
      const response = await this.#fetch(url, init);
      const text = await response.text();
      const now = this.#clock();
      if (response.status === 200 && this.#isValid(text)) {
        this.#document = { text, fetchedAt: now, checkAt: now + this.#rule.freshMs };
      } else if (usable) {
        usable.checkAt = now + RETRY_INTERVAL_MS;
        return asResponse(usable.text);
      }
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
    } catch (error) {
      if (!usable) throw error;
      usable.checkAt = this.#clock() + RETRY_INTERVAL_MS;
      return asResponse(usable.text);
    }
  }

  #usable(): Document | undefined {
    return this.#document && this.#clock() - this.#document.fetchedAt < MAX_AGE_MS ? this.#document : undefined;
  }

  #isValid(text: string): boolean {
    try {
      const json: unknown = JSON.parse(text);
      return typeof json === 'object' && json !== null && this.#rule.isValid(json as Record<string, unknown>);
    } catch {
      return false;
    }
  }
}

function asResponse(text: string): Response {
  return new Response(text, { status: 200, headers: { 'content-type': 'application/json' } });
}
