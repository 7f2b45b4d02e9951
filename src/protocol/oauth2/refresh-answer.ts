import * as openid from 'openid-client';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import type { ArrivedAnswer, Fetch, ProviderRequest } from '../transport/bounded-fetch.js';
import { isPage } from '../transport/is-page.js';
import { parseForm } from '../transport/parse-form.js';
import { RefusedAnswer } from '../transport/refused-answer.js';

/**
 * The limit of a refresh itself. Its callers wait for a shorter time, but the request goes on: the answer may bring the only refresh token
 * that still works.
 */
const REFRESH_LIMIT_MS = 60_000;
/** The time limit that openid-client gets: longer than ours, so that ours always comes first. */
const BACKSTOP_SECONDS = REFRESH_LIMIT_MS / 1000 + 1;
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * The fate of a refresh token that was sent. `unused`: the provider refused the request, or nobody knows. `used`: never send it again;
 * `next` is the refresh token to use from now on, if the answer has one.
 */
export type SentToken = { fate: 'unused' } | { fate: 'used'; next: string | undefined };

/** Looks at the answer to a refresh before openid-client checks it: a refresh token in an answer that is refused must not be lost. */
export class RefreshAnswer {
  readonly #isTolerant: boolean;
  #arrived: ArrivedAnswer | undefined;
  /** The text of the answer after the corrections of the option `fixes`. */
  #fixed: string | undefined;
  /** Whether it is a refusal, whatever its status. */
  #isRefusal = false;

  /** `isTolerant`: whether the answer may also be a form. */
  constructor(isTolerant: boolean) {
    this.#isTolerant = isTolerant;
  }

  /** Has this configuration make its refresh within the limit of a refresh, and show the answer to this object. */
  watch(config: openid.Configuration): void {
    const fetch = config[openid.customFetch] as Fetch;
    config.timeout = BACKSTOP_SECONDS;
    config[openid.customFetch] = async (url, options) => {
      const init = options as RequestInit;
      if (!isRefresh(init)) return fetch(url, init);
      this.#arrived = undefined;
      this.#fixed = undefined;
      this.#isRefusal = false;
      const onAnswer = (answer: ArrivedAnswer) => (this.#arrived = answer);
      const request: ProviderRequest = { ...init, timeoutMs: REFRESH_LIMIT_MS, onAnswer };
      try {
        const response = await fetch(url, request);
        this.#fixed = await response.clone().text();
        return response;
      } catch (error) {
        this.#isRefusal = error instanceof RefusedAnswer;
        throw error;
      }
    };
  }

  /** How long the provider asks to wait before the next request (RFC 9110, section 10.2.3); undefined if it does not. */
  retryAfterMs(now: number): number | undefined {
    const { status, headers } = this.#arrived ?? {};
    const retryAfter = headers?.get('retry-after') ?? '';
    if (retryAfter === '' || (status !== 429 && status !== 503)) return undefined;
    const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
    return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
  }

  /** Tells what the answer means for the refresh token that was sent, although the refresh has failed. */
  fateOf(sent: string): SentToken {
    const arrived = this.#arrived;
    if (!arrived || arrived.status < 200 || arrived.status > 299) return { fate: 'unused' };
    const text = this.#fixed ?? arrived.body.toString();
    if (this.#isRefusal) {
      // A provider that names an error beside a new refresh token has used up the one that was sent.
      const next = this.#findRefreshToken(text);
      return next === undefined ? { fate: 'unused' } : { fate: 'used', next };
    }
    const answer = this.#parse(text, arrived);
    // A whole answer without a refresh token: the provider has issued none, so the old one stays valid (RFC 6749, section 6).
    if (answer) return { fate: 'used', next: readRefreshToken(answer, this.#findRefreshToken(text) ?? sent) };
    // A page in place of an answer: the token endpoint has not seen the request.
    if (isPage(arrived.headers, text)) return { fate: 'unused' };
    const next = this.#findRefreshToken(text);
    return next === undefined && arrived.end === 'cut' ? { fate: 'unused' } : { fate: 'used', next };
  }

  #parse(text: string, { end }: ArrivedAnswer): Record<string, unknown> | undefined {
    if (end !== 'whole') return undefined;
    const value = parseJson(text);
    if (value !== undefined) return isRecord(value) ? value : undefined;
    const form = this.#isTolerant ? parseForm(text.trim()) : undefined;
    return form && ('access_token' in form || 'refresh_token' in form) ? form : undefined;
  }

  /** Finds a refresh token in an answer that is broken or incomplete, or that has it at another place. A token that may have been cut off is none. */
  #findRefreshToken(text: string): string | undefined {
    const [, quoted] = /"refresh_token"\s*:\s*("(?:[^"\\]|\\.)+")/.exec(text) ?? [];
    if (quoted !== undefined) return unquote(quoted);
    const [, encoded] = (this.#isTolerant && /(?:^|&)refresh_token=([^&"{}\s]+)&/.exec(text)) || [];
    return encoded === undefined ? undefined : (new URLSearchParams(`it=${encoded}`).get('it') ?? undefined);
  }
}

function isRefresh({ body }: RequestInit): boolean {
  return body instanceof URLSearchParams && body.get('grant_type') === 'refresh_token';
}

/** A refresh token of another type was issued, but nobody can use it. */
function readRefreshToken({ refresh_token: token }: Record<string, unknown>, otherwise: string): string | undefined {
  if (token === undefined || token === null || token === '' || token === false) return otherwise;
  return typeof token === 'string' ? token : undefined;
}

function unquote(quoted: string): string | undefined {
  const text = parseJson(quoted);
  return typeof text === 'string' ? text : undefined;
}
