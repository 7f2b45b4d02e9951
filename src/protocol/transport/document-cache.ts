import type { Clock } from '../../shared/clock.js';
import type { Fetch } from './bounded-fetch.js';

/** How a kind of document is kept. */
export interface DocumentRule {
  /** Whether a parsed answer is such a document at all. */
  valid: (json: Record<string, unknown>) => boolean;
  /** Served without asking again for so long. */
  freshMs: number;
}

/** A document that could not be renewed for so long counts no more. */
const MOST_KEPT_MS = 24 * 60 * 60_000;
/** A failed refresh is not tried again sooner. */
const RETRY_MS = 30_000;
/** So many extra fetches a minute: an unknown key id may make us look again, but not hammer the provider. */
const FORCED_PER_MINUTE = 5;

/** For what a document is asked for anew: each has a budget of its own, so that none can use up the other's. */
export type Forcing = 'login' | 'response' | 'logout';

interface Document {
  text: string;
  fetchedAt: number;
  checkAt: number;
}

/**
 * Keeps one public document of a provider (its metadata, its keys): fetched when first asked for, by one request for all
 * who wait, served while fresh, asked for again then, and kept, for a day, when that fails. A failure without an older document is
 * not kept: the next one who asks tries again.
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

  /** The document's text, if it is here and fresh. */
  fresh(): string | undefined {
    return this.#document && this.#clock() < this.#document.checkAt ? this.#document.text : undefined;
  }

  /** The document as an answer to a request: a kept one if it is fresh, else the provider's. */
  async get(url: string, init: RequestInit): Promise<Response> {
    const text = this.fresh();
    return text === undefined ? this.#shared(url, init) : asResponse(text);
  }

  /** Asks the provider although the kept one is fresh, at most a few times a minute. */
  async refetch(url: string, init: RequestInit, forcing: Forcing = 'login'): Promise<Response> {
    // Whoever asks while an answer is on its way gets that one.
    if (this.#pending) return this.#shared(url, init);
    const kept = this.fresh();
    return kept === undefined || this.#mayForce(forcing) ? this.#shared(url, init) : asResponse(kept);
  }

  /** Has the document asked for again when it is needed next, at most a few times a minute. */
  expire(forcing: Forcing): void {
    if (this.#document && this.fresh() !== undefined && this.#mayForce(forcing)) this.#document.checkAt = 0;
  }

  /** Whether a forced refetch for this would ask the provider now. */
  canForce(forcing: Forcing): boolean {
    const now = this.#clock();
    const lately = this.#forced[forcing].filter((at) => now - at < 60_000);
    this.#forced[forcing] = lately;
    return lately.length < FORCED_PER_MINUTE;
  }

  #mayForce(forcing: Forcing): boolean {
    return this.canForce(forcing) && this.#forced[forcing].push(this.#clock()) > 0;
  }

  async #shared(url: string, init: RequestInit): Promise<Response> {
    this.#pending ??= this.#load(url, init).finally(() => (this.#pending = undefined));
    return (await this.#pending).clone();
  }

  async #load(url: string, init: RequestInit): Promise<Response> {
    const kept = this.#kept();
    try {
      const response = await this.#fetch(url, init);
      const text = await response.text();
      const now = this.#clock();
      if (response.status === 200 && this.#isValid(text)) {
        this.#document = { text, fetchedAt: now, checkAt: now + this.#rule.freshMs };
      } else if (kept) {
        kept.checkAt = now + RETRY_MS;
        return asResponse(kept.text);
      }
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
    } catch (error) {
      if (!kept) throw error;
      kept.checkAt = this.#clock() + RETRY_MS;
      return asResponse(kept.text);
    }
  }

  #kept(): Document | undefined {
    return this.#document && this.#clock() - this.#document.fetchedAt < MOST_KEPT_MS ? this.#document : undefined;
  }

  #isValid(text: string): boolean {
    try {
      const json: unknown = JSON.parse(text);
      return typeof json === 'object' && json !== null && this.#rule.valid(json as Record<string, unknown>);
    } catch {
      return false;
    }
  }
}

function asResponse(text: string): Response {
  return new Response(text, { status: 200, headers: { 'content-type': 'application/json' } });
}
