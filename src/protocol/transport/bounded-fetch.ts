import { ProviderUnavailableError } from '../../shared/errors.js';
import { isError } from '../../shared/thrown.js';
import { withTimeLimit } from '../../shared/time-limit.js';
import { addressOf, escapeControls } from './shown-text.js';
import { wholeAnswer } from './whole-answer.js';

/** A function that works like the global `fetch`, with the address as a string. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The limits of every request to a provider. */
export interface FetchLimits {
  timeoutMs: number;
  maxBytes: number;
  client: string;
}

/** A request to a provider. */
export interface ProviderRequest extends RequestInit {
  /** The time limit of this request, in milliseconds. Default is that of all requests. */
  timeoutMs?: number | undefined;
  /** Called once, in the end, if the provider has begun to answer. */
  onAnswer?: ((answer: ArrivedAnswer) => void) | undefined;
}

/** The part of an answer that has arrived, also if it is of no use. */
export interface ArrivedAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
  /** `cut`: the connection or the time ended first. `too large`: we have stopped to read. */
  end: 'whole' | 'cut' | 'too large';
}

const MAX_REASON_LENGTH = 50;
const MAX_ADDRESS_LENGTH = 200;

/** Statuses for which `Response` refuses a body. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);
/** As `Response.text()` does: without a byte order mark, and with a sign in the place of what is no UTF-8. */
const UTF_8 = new TextDecoder();

/**
 * Wraps `fetch` so that it returns whole answers within the limits of time and size, and follows no redirect. Rejects with a
 * `ProviderUnavailableError`.
 */
export function boundedFetch(fetch: Fetch, limits: FetchLimits): Fetch {
  return async function fetchBounded(url, init) {
    const { timeoutMs = limits.timeoutMs, onAnswer, ...request } = init as ProviderRequest;
    const own = { ...limits, timeoutMs };
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
    const arriving = new Arriving();
    try {
      // The app's own fetch may ignore the signal.
      return await withTimeLimit(fetchWhole(url, { ...request, signal }, arriving), timeoutMs, () =>
        timeoutError({ ...own, url }),
      );
    } catch (error) {
      throw requestError(error, { ...own, url });
    } finally {
      if (arriving.answer) onAnswer?.(arriving.answer);
    }
  };

  async function fetchWhole(url: string, init: RequestInit, arriving: Arriving): Promise<Response> {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    refuseRedirect(response, url, limits);
    const body = await readAtMost(response, arriving, limits);
    const { status, statusText, headers } = response;
    return wholeAnswer(WITHOUT_BODY.has(status) ? '' : UTF_8.decode(body), { status, statusText, headers });
  }
}

/** Collects an answer while it arrives. */
class Arriving {
  readonly #chunks: Uint8Array[] = [];
  #response: Response | undefined;
  #end: ArrivedAnswer['end'] = 'cut';
  size = 0;

  begin(response: Response): void {
    this.#response = response;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.size += chunk.byteLength;
  }

  finish(end: ArrivedAnswer['end']): void {
    this.#end = end;
  }

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Undefined if no answer has begun. */
  get answer(): ArrivedAnswer | undefined {
    if (!this.#response) return undefined;
    const { status, headers } = this.#response;
    return { status, headers, body: this.body, end: this.#end };
  }
}

function refuseRedirect({ status, headers, body }: Response, url: string, { client }: FetchLimits): void {
  if (status < 300 || status > 399 || status === 304) return;
  void body?.cancel().catch(() => undefined);
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? addressOf(new URL(location, url).href) : 'nowhere';
  throw new ProviderUnavailableError(`The provider answered ${status}, a redirect, which we do not follow`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
    hint: 'Check the issuer or the endpoint: it must be the final address, which answers without a redirect. A network that wants a login of its own redirects, too',
    cause: new Error(`${addressOf(url)} answered ${status}: to ${escapeControls(target.slice(0, MAX_ADDRESS_LENGTH))}`),
  });
}

async function readAtMost(response: Response, arriving: Arriving, { maxBytes, client }: FetchLimits): Promise<Buffer> {
  arriving.begin(response);
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    arriving.add(chunk);
    if (arriving.size <= maxBytes) continue;
    arriving.finish('too large');
    // Leaving the loop cancels the stream and closes the connection.
    throw new ProviderUnavailableError(`The provider's answer is larger than ${maxBytes} bytes`, {
      code: 'ERR_OAUTH_BAD_RESPONSE',
      client,
      hint: 'Check that the address is the right one, and ask the provider for less: fewer scopes, claims or entries of a page',
    });
  }
  arriving.finish('whole');
  return arriving.body;
}

/** The limits of a request, and its address. */
type FailedRequest = Pick<FetchLimits, 'client' | 'timeoutMs'> & { url?: string | undefined };

/** Turns the error of a failed request into one of ours. */
export function requestError(error: unknown, request: FailedRequest): ProviderUnavailableError {
  if (isError(error) && error instanceof ProviderUnavailableError) return error;
  const reason = reasonOf(error);
  if (reason === 'TimeoutError' || reason === 'AbortError') return timeoutError(request);
  return new ProviderUnavailableError('The provider could not be reached', {
    code: 'ERR_OAUTH_UNREACHABLE',
    client: request.client,
    hint: hintFor(reason, request),
    cause: new Error(reason.slice(0, MAX_REASON_LENGTH)),
  });
}

/** The name of an error, or the code of the network. Only these are kept: any other text may quote the request. */
function reasonOf(error: unknown): string {
  try {
    // Checked by shape: the app's own fetch may throw anything.
    const { name, cause } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
    const known = typeof name === 'string' ? name : 'Error';
    if (known === 'TimeoutError' || known === 'AbortError') return known;
    const code = codeOf(cause);
    return /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : known;
  } catch {
    // A Proxy, or a getter.
    return 'Error';
  }
}

/** Node puts the errors of several addresses of one host into one. */
function codeOf(cause: unknown): string {
  const { code, errors } = (typeof cause === 'object' && cause !== null ? cause : {}) as Record<string, unknown>;
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

/** The codes of OpenSSL and of Node for a certificate that is not trusted, or a connection that is not encrypted as it should be. */
const TLS_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/;

function hintFor(reason: string, { url }: FailedRequest): string {
  const asked = url === undefined ? '' : `The address is ${addressOf(url)}. `;
  if (!TLS_CODE.test(reason)) return `${asked}Check whether the provider is up, and whether this machine can reach it`;
  return `${asked}The encrypted connection failed with ${reason.slice(0, MAX_REASON_LENGTH)}. For a certificate of your own authority, set NODE_EXTRA_CA_CERTS to the file of that authority when you start Node`;
}

function timeoutError({ client, timeoutMs, url }: FailedRequest): ProviderUnavailableError {
  const asked = url === undefined ? '' : `The address is ${addressOf(url)}. `;
  return new ProviderUnavailableError(`The provider did not answer within ${timeoutMs} ms`, {
    code: 'ERR_OAUTH_TIMEOUT',
    status: 504,
    client,
    hint: `${asked}Check whether the provider is up. The option "timeoutSeconds" sets the limit`,
  });
}
