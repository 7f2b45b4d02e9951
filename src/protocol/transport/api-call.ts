import { ConfigurationError } from '../../shared/errors.js';
import { requestError, type Fetch } from './bounded-fetch.js';
import { isAllowed, type ProviderApi } from './provider-api.js';

const DEFAULT_TIMEOUT_SECONDS = 30;
const MAX_TIMEOUT_SECONDS = 3600;
const MAX_REDIRECTS = 5;

/** How an access token is sent (RFC 6750, section 2). */
export type TokenPlacement = 'header' | 'body' | 'query';

/** The options of a call of a provider's API: those of `fetch`, without `redirect`. */
export type ApiInit = Omit<RequestInit, 'redirect'> & {
  /** Calls without the token. Default is false; undefined is an error, because the token would be sent. */
  withholdToken?: boolean;
  /** How many seconds the response may take to begin; its body may take longer. Default is 30. */
  timeoutSeconds?: number | undefined;
};

/** One call of a provider's API. */
export interface ApiCall {
  /** An address that `apiTarget()` returned. */
  target: URL;
  /** The options of the call. */
  init: ApiInit;
}

/** The parts of a client that a call needs. */
interface Caller {
  fetch: Fetch;
  api: ProviderApi;
  client: string;
  /** Adds the token to each hop. */
  authorise: (call: ApiCall) => ApiCall | Promise<ApiCall>;
}

/**
 * Makes a call. A redirect of a GET or HEAD within the provider's origins is followed; any other redirect is returned as it is. Rejects
 * with a `ProviderUnavailableError`.
 */
export async function callApi(call: ApiCall, { fetch, api, client, authorise }: Caller): Promise<Response> {
  let { target } = call;
  for (let hop = 0; ; hop += 1) {
    const authorised = await authorise({ target, init: call.init });
    const response = await startCall(fetch, authorised, client);
    const next = redirectTarget(response, target);
    const follows = isGetOrHead(authorised.init.method ?? 'GET') && hop < MAX_REDIRECTS;
    if (!follows || next === undefined || !isAllowed(next, api.origins)) return response;
    await response.body?.cancel().catch(() => undefined);
    target = next;
  }
}

function redirectTarget({ status, headers }: Response, target: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status >= 400 || location === null) return undefined;
  return URL.canParse(location, target.href) ? new URL(location, target) : undefined;
}

/** Resolves once the response has begun. Its body streams on without a limit of ours. */
async function startCall(fetch: Fetch, { target, init }: ApiCall, client: string): Promise<Response> {
  const { withholdToken: _withhold, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, signal, ...rest } = init;
  if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS)) throw timeoutRangeError(client);
  const timeoutMs = Math.ceil(timeoutSeconds * 1000);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException('too late', 'TimeoutError')), timeoutMs);
  const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    signal?.throwIfAborted();
    const request = { ...rest, ...duplexOption(rest.body), redirect: 'manual' as const, signal: either };
    return await rejectOnAbort(either, fetch(target.href, request));
  } catch (error) {
    if (signal?.aborted) throw error;
    throw requestError(error, { client, timeoutMs });
  } finally {
    clearTimeout(timer);
  }
}

// The app's own fetch may ignore the signal.
async function rejectOnAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: done.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    done.abort();
  }
}

// Required for a body that streams (Fetch, section 5.4).
function duplexOption(body: RequestInit['body']): object {
  return isReplayable(body) ? {} : { duplex: 'half' };
}

/** Whether a body can be sent a second time. */
export function isReplayable(body: RequestInit['body']): boolean {
  if (body === undefined || body === null || typeof body === 'string') return true;
  return (
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}

/** Whether a method has no body, and may follow redirects. */
export function isGetOrHead(method: string): boolean {
  return /^(?:get|head)$/i.test(method);
}

function timeoutRangeError(client: string): ConfigurationError {
  return new ConfigurationError(`fetch(): "timeoutSeconds" takes a number up to ${MAX_TIMEOUT_SECONDS}`, { client });
}
