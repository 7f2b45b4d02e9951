import { ConfigurationError } from '../../shared/errors.js';
import { requestError } from './bounded-fetch.js';
import type { Fetch } from './bounded-fetch.js';

/** So long an API may take to begin its answer, unless the call says otherwise. */
const DEFAULT_TIMEOUT_SECONDS = 30;
const MOST_TIMEOUT_SECONDS = 3600;
const MOST_REDIRECTS = 5;

/** How an access token is sent (RFC 6750, section 2). */
export type TokenPlacement = 'header' | 'body' | 'query';

/** Where the API of a provider is: the only places that its access tokens go to. */
export interface ProviderApi {
  /** What relative paths are below. */
  base: URL | undefined;
  /** All origins that may be called, the base's among them. */
  origins: ReadonlySet<string>;
}

/** How a call of a provider's API is made: as with `fetch`, without its `redirect`. */
export type ApiInit = Omit<RequestInit, 'redirect'> & {
  /** Calls without the token. Default is false. */
  withholdToken?: boolean | undefined;
  /** So many seconds the answer may take to begin; its body may take longer. Default is 30. */
  timeoutSeconds?: number | undefined;
};

/** One call of a provider's API. */
export interface ApiCall {
  /** An address that `apiTarget` gave. */
  target: URL;
  /** How it is called. */
  init: ApiInit;
}

/**
 * The address of a path of the API. Without a slash at its beginning a path is below the base, with one it is at its origin.
 * Throws a `ConfigurationError` with the code `ERR_OAUTH_FOREIGN_ORIGIN` for any address that is not the provider's.
 */
export function apiTarget({ base, origins }: ProviderApi, path: string | URL, client: string): URL {
  if (typeof path !== 'string' && !(path instanceof URL)) throw noAddress(client);
  const text = String(path);
  if (base === undefined && !URL.canParse(text)) {
    throw new ConfigurationError(`The client "${client}" has no address for relative paths`, {
      client,
      hint: 'Give it the option "apiBase", such as "https://api.example.com/v1/"',
    });
  }
  const target = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (target && isOf(target, origins)) {
    const isRelative = !URL.canParse(text) && !/^[/\\]/.test(text);
    if (isRelative && base && !target.pathname.startsWith(base.pathname)) throw leavesBase(client);
    return target;
  }
  throw new ConfigurationError(`The tokens of "${client}" do not go to this address`, {
    code: 'ERR_OAUTH_FOREIGN_ORIGIN',
    client,
    hint: `Allowed are ${[...origins].join(', ') || 'no origins at all'}; the option "apiOrigins" of the client lists more`,
  });
}

/** Its origin, spelt out: an address of another kind may have the origin of one inside. */
function isOf({ protocol, origin, username, password }: URL, origins: ReadonlySet<string>): boolean {
  return /^https?:$/.test(protocol) && origins.has(origin) && username === '' && password === '';
}

function wrongTimeout(client: string): ConfigurationError {
  return new ConfigurationError(`fetch(): "timeoutSeconds" takes a number up to ${MOST_TIMEOUT_SECONDS}`, { client });
}

function noAddress(client: string): ConfigurationError {
  return new ConfigurationError('fetch() takes a path or a URL first; a Request is none', { client });
}

function leavesBase(client: string): ConfigurationError {
  return new ConfigurationError('A relative path of the API must not lead out of its base', {
    code: 'ERR_OAUTH_FOREIGN_ORIGIN',
    client,
    hint: 'Where a part of the path is what a user wrote: encode it. A path from the origin on begins with a slash',
  });
}

/** Puts a Bearer token into a call. Throws a `ConfigurationError` for a body or a method that it cannot go with. */
export function withBearer({ target, init }: ApiCall, token: string, placement: TokenPlacement): ApiCall {
  const headers = new Headers(init.headers);
  if (placement === 'header') {
    headers.set('authorization', `Bearer ${token}`);
    return { target, init: { ...init, headers } };
  }
  if (placement === 'query') {
    const url = new URL(target);
    url.searchParams.set('access_token', token);
    // Who is between us must not keep the address (section 2.3).
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    return { target: url, init: { ...init, headers } };
  }
  const { body = null, method = 'POST' } = init;
  if (body !== null && !(body instanceof URLSearchParams))
    throw new ConfigurationError('A token in the body needs a body of URLSearchParams');
  if (isGetOrHead(method))
    throw new ConfigurationError('A token in the body needs a method that has one, such as POST', {
      hint: 'For the user info there is the option "userinfoMethod"',
    });
  const form = new URLSearchParams(body ?? undefined);
  form.set('access_token', token);
  return { target, init: { ...init, method, body: form } };
}

function isGetOrHead(method: string): boolean {
  return /^(?:get|head)$/i.test(method);
}

/**
 * Makes a call, and follows redirects of a GET or HEAD within the provider's origins; any other redirect is given back as it
 * is. `authorise` is asked for each hop. Throws a `ProviderUnavailableError`.
 */
export async function callApi(
  call: ApiCall,
  {
    fetch,
    api,
    client,
    authorise,
  }: { fetch: Fetch; api: ProviderApi; client: string; authorise: (call: ApiCall) => ApiCall | Promise<ApiCall> },
): Promise<Response> {
  let { target } = call;
  for (let hop = 0; ; hop += 1) {
    const { target: url, init } = await authorise({ target, init: call.init });
    const response = await begun(fetch, url, { init, client });
    const follows = isGetOrHead(init.method ?? 'GET');
    const location = response.headers.get('location');
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
    if (!isRedirect || !follows || hop === MOST_REDIRECTS || !URL.canParse(location, target.href)) return response;
    const next = new URL(location, target);
    if (!isOf(next, api.origins)) return response;
    await response.body?.cancel().catch(() => undefined);
    target = next;
  }
}

/** The answer once it has begun; its body streams on without a limit of ours. */
async function begun(fetch: Fetch, url: URL, { init, client }: { init: ApiInit; client: string }): Promise<Response> {
  const { withholdToken: _withhold, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, signal, ...rest } = init;
  if (!(timeoutSeconds > 0 && timeoutSeconds <= MOST_TIMEOUT_SECONDS)) throw wrongTimeout(client);
  const timeoutMs = Math.ceil(timeoutSeconds * 1000);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException('too late', 'TimeoutError')), timeoutMs);
  const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    signal?.throwIfAborted();
    const request = { ...rest, ...duplexFor(rest.body), redirect: 'manual' as const, signal: either };
    return await unlessAborted(either, fetch(url.href, request));
  } catch (error) {
    if (signal?.aborted) throw error;
    throw requestError(error, { client, timeoutMs });
  } finally {
    clearTimeout(timer);
  }
}

// The app's own fetch may not heed the signal.
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
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

// Fetch asks for it with a body that streams (Fetch, section 5.4).
function duplexFor(body: RequestInit['body']): object {
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
