import type { Clock } from '../../shared/clock.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import type { Fetch } from './bounded-fetch.js';
import { SharedLookups, type LookupReason } from './shared-lookups.js';
import { wholeAnswer } from './whole-answer.js';

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
/** A document that lacks something is fetched again at most this often. */
const EXPIRY_INTERVAL_MS = 12_000;

/** A lookup although the cached document is fresh. */
export interface Lookup {
  /** The number of requests that had begun when the caller read the document: a later one brings what the caller has not seen. */
  after: number;
  reason: LookupReason;
}

interface Document {
  text: string;
  /** The number of the request that brought it. */
  request: number;
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
  #requests = 0;
  #expiredAt = -Infinity;
  #address: [url: string, init: RequestInit] | undefined;
  readonly #lookups: SharedLookups;

  constructor(fetch: Fetch, rule: DocumentRule, clock: Clock) {
    this.#fetch = fetch;
    this.#rule = rule;
    this.#clock = clock;
    this.#lookups = new SharedLookups(() => this.#fetchAgain(), clock);
  }

  /** How many requests have begun. */
  get requests(): number {
    return this.#requests;
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

  /** Looks the document up although it is fresh, at most once a second. Resolves to whether there is a newer one. */
  async lookUp(url: string, init: RequestInit, { after, reason }: Lookup): Promise<boolean> {
    this.#address = [url, init];
    if (this.#requests > after) await this.#pending?.catch(() => undefined);
    if (this.#requests <= after) await this.#lookups.join(reason);
    return this.#document !== undefined && this.#document.request > after;
  }

  /** Has the next caller fetch the document again, a few times a minute at most. */
  expire(): void {
    if (!this.#document || this.#clock() - this.#expiredAt < EXPIRY_INTERVAL_MS) return;
    this.#expiredAt = this.#clock();
    this.#document.checkAt = 0;
  }

  async #fetchAgain(): Promise<void> {
    await this.#pending?.catch(() => undefined);
    if (this.#address) await this.#fetchOnce(...this.#address);
  }

  async #fetchOnce(url: string, init: RequestInit): Promise<Response> {
    this.#pending ??= this.#load(url, init).finally(() => (this.#pending = undefined));
    return (await this.#pending).clone();
  }

  async #load(url: string, init: RequestInit): Promise<Response> {
    const usable = this.#usable();
    this.#requests += 1;
    const request = this.#requests;
    try {
      const response = await this.#fetch(url, init);
      const text = await response.text();
      const now = this.#clock();
      if (response.status === 200 && this.#isValid(text)) {
        this.#document = { text, request, fetchedAt: now, checkAt: now + this.#rule.freshMs };
      } else if (usable) {
        usable.checkAt = now + RETRY_INTERVAL_MS;
        return asResponse(usable.text);
      }
      return wholeAnswer(text, { status: response.status, headers: response.headers });
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
    const json = parseJson(text);
    return isRecord(json) && this.#rule.isValid(json);
  }
}

function asResponse(text: string): Response {
  return wholeAnswer(text, { status: 200, headers: { 'content-type': 'application/json' } });
}
