import { ConfigurationError } from '../errors.js';
import type { Fetch } from './bounded-fetch.js';
import { isRecord } from './user-claims.js';

/** A request to the token endpoint that is about to be sent. */
export interface TokenRequest {
  /** Where it goes. */
  url: string;
  /** Its headers: changed in place. */
  headers: Headers;
  /** Its form: changed in place, or replaced by another body. */
  body: URLSearchParams | string;
}

/** Answers of a provider that breaks the rules, made right before they are read; and requests, made as it wants them. */
export interface ProviderFixes {
  /** The provider's metadata (OIDC Discovery 1.0, section 3). */
  metadata?: ((metadata: Record<string, unknown>) => Record<string, unknown>) | undefined;
  /** A token request. What it gives back is sent; nothing: the request as it was changed. */
  tokenRequest?: ((request: TokenRequest) => TokenRequest | void) | undefined;
  /** A token response that is no error (RFC 6749, section 5.1). */
  tokenResponse?: ((body: Record<string, unknown>) => Record<string, unknown>) | undefined;
  /** The user info, as the provider sent it. */
  userInfo?: ((body: Record<string, unknown>) => Record<string, unknown>) | undefined;
}

const NAMES = new Set(['metadata', 'tokenRequest', 'tokenResponse', 'userInfo']);

/** Whether a value is an object of such functions. */
export function areFixes(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(([name, fix]) => NAMES.has(name) && (fix === undefined || typeof fix === 'function'))
  );
}

/** Which addresses of a provider have what to fix. */
export interface FixedEndpoints {
  token: string | undefined;
  userInfo: string | undefined;
  /** Whether the token response may also be a form, and an error one with status 200. */
  tolerant: boolean;
}

/** Wraps `fetch` so that the token and user info endpoints of a provider seem to keep to the rules. */
export function fixedFetch(fetch: Fetch, fixes: ProviderFixes, { token, userInfo, tolerant }: FixedEndpoints): Fetch {
  return async function fetchFixed(url, init) {
    if (url === token) {
      const response = await fetch(...fixedRequest(url, init, fixes));
      return fixes.tokenResponse || tolerant ? fixedTokenResponse(response, fixes, tolerant) : response;
    }
    const response = await fetch(url, init);
    return url === userInfo && fixes.userInfo ? fixedJson(response, 'userInfo', fixes.userInfo) : response;
  };
}

function fixedRequest(url: string, init: RequestInit, { tokenRequest }: ProviderFixes): [string, RequestInit] {
  if (!tokenRequest) return [url, init];
  const request: TokenRequest = {
    url,
    headers: new Headers(init.headers),
    body: init.body instanceof URLSearchParams ? new URLSearchParams(init.body) : new URLSearchParams(),
  };
  const { url: to, headers, body } = applied('tokenRequest', () => tokenRequest(request)) ?? request;
  return [to, { ...init, headers: Object.fromEntries(headers), body }];
}

async function fixedTokenResponse(
  response: Response,
  { tokenResponse }: ProviderFixes,
  tolerant: boolean,
): Promise<Response> {
  if (response.status !== 200 && response.status !== 201) return response;
  const text = await response.text();
  const body = parsed(text, tolerant);
  if (!body) return new Response(text, { status: response.status, headers: response.headers });
  // Some token endpoints answer an error with status 200.
  const isError = body['access_token'] === undefined && typeof body['error'] === 'string';
  if (isError && tolerant) return json(body, 400);
  return json(isError || !tokenResponse ? body : applied('tokenResponse', () => tokenResponse(body)), 200);
}

/** JSON, or a form for all who speak it whatever we accept. */
function parsed(text: string, tolerant: boolean): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    const form = new URLSearchParams(text.trim());
    const isForm = tolerant && (form.has('access_token') || form.has('error'));
    return isForm ? Object.fromEntries(form) : undefined;
  }
}

/** A JSON answer with what a fix makes of it; an answer that is no JSON object stays as it is. */
export async function fixedJson(
  response: Response,
  name: keyof ProviderFixes,
  fix: (body: Record<string, unknown>) => Record<string, unknown>,
): Promise<Response> {
  if (response.status !== 200) return response;
  const text = await response.text();
  const body = parsed(text, false);
  if (!body) return new Response(text, { status: 200, headers: response.headers });
  return json(
    applied(name, () => fix(body)),
    200,
  );
}

function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

function applied<T>(name: keyof ProviderFixes, fix: () => T): T {
  try {
    return fix();
  } catch (cause) {
    throw new ConfigurationError(`The function "${name}" of the option "fixes" failed`, {
      code: 'ERR_OAUTH_HOOK',
      cause: new Error(cause instanceof Error ? cause.name : 'It threw no error'),
      hint: 'Its cause is not repeated here: it may quote a token',
    });
  }
}
