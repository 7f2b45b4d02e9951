import { ConfigurationError } from '../../shared/errors.js';
import type { Fetch } from './bounded-fetch.js';
import { isRecord, withoutNulls } from '../user/user-claims.js';

/** A request to the token endpoint that is about to be sent. */
export interface TokenRequest {
  /** Where it goes. */
  url: string;
  /** Its headers: changed in place. */
  headers: Headers;
  /** Its form: changed in place, or replaced by another body. */
  body: URLSearchParams | string;
}

/** What a fix gives back, at once or later; nothing when it has changed what it was given. */
export type Fixed<T> = T | void | Promise<T | void>;

/** Makes an answer right. */
export type Fix = (body: Record<string, unknown>) => Fixed<Record<string, unknown>>;

/** Answers of a provider that breaks the rules, made right before they are read; and requests, made as it wants them. */
export interface ProviderFixes {
  /** The provider's metadata (OIDC Discovery 1.0, section 3). */
  metadata?: Fix | undefined;
  /** A token request. What it gives back is sent; nothing: the request as it was changed. */
  tokenRequest?: ((request: TokenRequest) => Fixed<TokenRequest>) | undefined;
  /** A token response that is no error (RFC 6749, section 5.1). */
  tokenResponse?: Fix | undefined;
  /** The user info, as the provider sent it. */
  userInfo?: Fix | undefined;
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
  /**
   * For OAuth 2.0 without OpenID Connect: the token response may also be a form; an ID token in it, which nobody asked for and
   * nobody could check, is left out.
   */
  tolerant: boolean;
}

/** Wraps `fetch` so that the token and user info endpoints of a provider seem to keep to the rules. */
export function fixedFetch(fetch: Fetch, fixes: ProviderFixes, { token, userInfo, tolerant }: FixedEndpoints): Fetch {
  const [tokenAddress, userInfoAddress] = [hrefOf(token), hrefOf(userInfo)];
  return async function fetchFixed(url, init) {
    const address = hrefOf(url);
    if (address === tokenAddress) {
      const isRefresh = init.body instanceof URLSearchParams && init.body.get('grant_type') === 'refresh_token';
      const response = await fetch(...(await fixedRequest(url, init, fixes)));
      return fixedTokenResponse(response, fixes, { tolerant, isRefresh });
    }
    const response = await fetch(url, init);
    if (address !== userInfoAddress) return withoutChallenge(response);
    return fixes.userInfo ? fixedJson(response, 'userInfo', fixes.userInfo) : response;
  };
}

/** An address as it compares with others; a token that some providers want in it is no part of it. */
function hrefOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.delete('access_token');
  // Written anew, for who put the token in has written it anew as well.
  url.search = url.searchParams.toString();
  return url.href;
}

/** An answer to a client that could not authenticate: its JSON says why, a challenge beside it (RFC 6749, section 5.2) nothing more. */
function withoutChallenge(response: Response): Response {
  if (!response.headers.has('www-authenticate')) return response;
  const { status, statusText, body } = response;
  const headers = new Headers(response.headers);
  headers.delete('www-authenticate');
  return new Response(body, { status, statusText, headers });
}

async function fixedRequest(
  url: string,
  init: RequestInit,
  { tokenRequest }: ProviderFixes,
): Promise<[string, RequestInit]> {
  if (!tokenRequest) return [url, init];
  const request: TokenRequest = {
    url,
    headers: new Headers(init.headers),
    body: init.body instanceof URLSearchParams ? new URLSearchParams(init.body) : new URLSearchParams(),
  };
  const { url: to, headers, body } = await applied('tokenRequest', request, tokenRequest, isTokenRequest);
  // Secret and code go there: never less safe than where they were meant to go.
  if (new URL(to).protocol !== 'https:' && to !== url) throw failed('tokenRequest', 'it gave an address without https');
  return [to, { ...init, headers: Object.fromEntries(headers), body }];
}

function isTokenRequest(value: unknown): value is TokenRequest {
  if (!isRecord(value) || typeof value['url'] !== 'string' || !URL.canParse(value['url'])) return false;
  const { headers, body } = value;
  return headers instanceof Headers && (typeof body === 'string' || body instanceof URLSearchParams);
}

async function fixedTokenResponse(
  response: Response,
  { tokenResponse }: ProviderFixes,
  { tolerant, isRefresh }: { tolerant: boolean; isRefresh: boolean },
): Promise<Response> {
  const { status, headers } = response;
  if (status !== 200 && status !== 201) return withoutChallenge(response);
  const text = await response.text();
  const answer = parsed(text, tolerant);
  if (!answer) return new Response(text, { status, headers });
  const body = withoutNulls(answer);
  if (tolerant) delete body['id_token'];
  if (isRefresh) dropNonsense(body);
  // Some token endpoints answer an error with status 200.
  const isError = body['access_token'] === undefined && typeof body['error'] === 'string';
  if (isError) return json(body, 400);
  if (tokenResponse) return json(withoutNulls(await applied('tokenResponse', body, tokenResponse, isRecord)), 200);
  return tolerant ? json(body, 200) : new Response(JSON.stringify(body), { status, headers });
}

/** At a renewal the refresh token is used up already: what comes beside the new one must not lose it. */
function dropNonsense(body: Record<string, unknown>): void {
  if (body['refresh_token'] === '') delete body['refresh_token'];
  if (!(Number(body['expires_in']) >= 0)) delete body['expires_in'];
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
export async function fixedJson(response: Response, name: keyof ProviderFixes, fix: Fix): Promise<Response> {
  if (response.status !== 200) return response;
  const text = await response.text();
  const body = parsed(text, false);
  if (!body) return new Response(text, { status: 200, headers: response.headers });
  return json(await applied(name, body, fix, isRecord), 200);
}

function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

async function applied<T>(
  name: keyof ProviderFixes,
  given: T,
  fix: (given: T) => Fixed<T>,
  isRight: (value: unknown) => boolean,
): Promise<T> {
  let made: T | void;
  try {
    made = await fix(given);
    if (made !== undefined) JSON.stringify(made);
  } catch (error) {
    throw failed(name, error instanceof Error ? error.name : 'it threw no error');
  }
  const result = made === undefined ? given : made;
  if (isRight(result)) return result;
  throw failed(name, 'it gave back something else than it was given');
}

function failed(name: keyof ProviderFixes, why: string): ConfigurationError {
  return new ConfigurationError(`The function "${name}" of the option "fixes" failed`, {
    code: 'ERR_OAUTH_HOOK',
    cause: new Error(why),
    hint: 'What it threw is not repeated here: it may quote a token',
  });
}
