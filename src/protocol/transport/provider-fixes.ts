import { ProviderUnavailableError } from '../../shared/errors.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import { checkNesting } from '../user/check-claims.js';
import { applyFix, fixError, type Fix, type Fixed } from './apply-fix.js';
import type { Fetch } from './bounded-fetch.js';
import { fixPushedResponse } from './fix-pushed-response.js';
import { fixUserInfo } from './fix-user-info.js';
import { saysRefusal } from './read-refusal.js';
import { refuseSuccess } from './refuse-success.js';
import { parseForm } from './parse-form.js';
import { tidyTokenResponse } from './tidy-token-response.js';
import { wholeAnswer } from './whole-answer.js';

/** A request to the token endpoint, before it is sent. */
export interface TokenRequest {
  /** The address. */
  url: string;
  /** The headers. Change them in place. */
  headers: Headers;
  /** The form. Change it in place, or replace it by another body. */
  body: URLSearchParams | string;
}

/** The answer that `tokenError` corrects. */
export interface TokenErrorContext {
  /** The HTTP status of the answer. */
  status: number;
  /** Whether it answers a refresh (RFC 6749, section 6). */
  isRefresh: boolean;
}

/** The parameters of an authorization response, each of them once. */
export type ResponseParameters = Record<string, string>;

/** Corrections for a provider that breaks the rules: of its answers before they are read, and of requests before they are sent. */
export interface ProviderFixes {
  /** The provider's metadata (OIDC Discovery 1.0, section 3). */
  metadata?: Fix | undefined;
  /** A token request. The result is sent; without a result, the request as it was changed. */
  tokenRequest?: ((request: TokenRequest) => Fixed<TokenRequest>) | undefined;
  /** A token response that is no error (RFC 6749, section 5.1). */
  tokenResponse?: Fix | undefined;
  /**
   * An error answer of the token endpoint: `error` becomes one of the standard's codes (RFC 6749, section 5.2). `invalid_grant` at a refresh
   * means that the refresh token is dead: it is not sent again. A body that is neither JSON nor a form is an empty object.
   */
  tokenError?:
    | ((body: Record<string, unknown>, context: TokenErrorContext) => Fixed<Record<string, unknown>>)
    | undefined;
  /**
   * The parameters of an authorization response (RFC 6749, sections 4.1.2 and 4.1.2.1): `access_denied` in `error` means that the user
   * cancelled. A signed response is passed as it was sent, and `state` and `iss` cannot be changed.
   */
  authorizationResponse?: ((parameters: ResponseParameters) => ResponseParameters | void) | undefined;
  /** The user info, as the provider sent it. */
  userInfo?: Fix | undefined;
}

/** Claims of 64 kB, with spaces and escapes in their JSON, or signed. */
const MAX_USER_INFO_LENGTH = 128 * 1024;
/** An access token, a refresh token and an ID token of 64 kB each. */
const MAX_TOKEN_RESPONSE_LENGTH = 256 * 1024;

/** The names of all fixes. */
export const FIXES: readonly (keyof ProviderFixes)[] = [
  'metadata',
  'tokenRequest',
  'tokenResponse',
  'tokenError',
  'authorizationResponse',
  'userInfo',
];

/** Whether a value is valid for the option `fixes`. */
export function areFixes(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, fix]) => (FIXES as readonly string[]).includes(name) && (fix === undefined || typeof fix === 'function'),
    )
  );
}

/** The endpoints of a provider whose answers are fixed. */
export interface FixedEndpoints {
  token: string | undefined;
  userInfo: string | undefined;
  /** The endpoint for pushed authorization requests (RFC 9126). */
  pushed?: string | undefined;
  /**
   * For OAuth 2.0 without OpenID Connect: the token response may also be a form, and an ID token in it is dropped, because nobody can
   * check it.
   */
  tolerant: boolean;
  /** Whether a user info says who the user is. */
  hasSubject: (userInfo: Record<string, unknown>) => boolean;
}

/** Wraps `fetch` so that the token, user info and pushed request endpoints of a provider follow the rules. */
export function fixedFetch(fetch: Fetch, fixes: ProviderFixes, endpoints: FixedEndpoints): Fetch {
  const { token, userInfo, tolerant, hasSubject } = endpoints;
  const [tokenAddress, userInfoAddress, pushedAddress] = [token, userInfo, endpoints.pushed].map(hrefOf);
  return async function fetchFixed(url, init) {
    const address = hrefOf(url);
    if (address === tokenAddress) {
      const isRefresh = init.body instanceof URLSearchParams && init.body.get('grant_type') === 'refresh_token';
      const response = await fetch(...(await fixTokenRequest(url, init, fixes)));
      return fixTokenResponse(await limitAnswer(response, MAX_TOKEN_RESPONSE_LENGTH), fixes, { tolerant, isRefresh });
    }
    const response = await fetch(url, init);
    if (address === pushedAddress) return fixPushedResponse(response);
    if (address !== userInfoAddress) return response;
    const answer = await limitAnswer(response, MAX_USER_INFO_LENGTH);
    return fixUserInfo(answer, { fix: fixes.userInfo, hasSubject });
  };
}

/** Refuses a long answer before it is parsed. Throws a `ProviderUnavailableError`. */
async function limitAnswer(response: Response, maxLength: number): Promise<Response> {
  const { status, statusText, headers } = response;
  const text = await response.text();
  if (text.length > maxLength)
    throw new ProviderUnavailableError(`The provider's answer is longer than ${maxLength} characters`, {
      code: 'ERR_OAUTH_BAD_RESPONSE',
      hint: 'Ask the provider for fewer claims or scopes: tokens and claims are stored with every session',
    });
  return wholeAnswer(text, { status, statusText, headers });
}

/** An address in a form that can be compared. An access token in the query is not part of it. */
function hrefOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.delete('access_token');
  // Serialized again: adding a token to the query serialized the other address, too.
  url.search = url.searchParams.toString();
  return url.href;
}

async function fixTokenRequest(
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
  const fix = { name: 'tokenRequest', apply: tokenRequest, isValid: isTokenRequest } as const;
  const { url: target, headers, body } = await applyFix(request, fix);
  // The secret and the code are sent there: never over a less secure connection than the configured one.
  if (new URL(target).protocol !== 'https:' && target !== url)
    throw fixError('tokenRequest', 'it returned an address without https');
  return [target, { ...init, headers: Object.fromEntries(headers), body }];
}

function isTokenRequest(value: unknown): value is TokenRequest {
  if (!isRecord(value) || typeof value['url'] !== 'string' || !URL.canParse(value['url'])) return false;
  const { headers, body } = value;
  return headers instanceof Headers && (typeof body === 'string' || body instanceof URLSearchParams);
}

interface TokenAnswer {
  tolerant: boolean;
  isRefresh: boolean;
}

async function fixTokenResponse(response: Response, fixes: ProviderFixes, answer: TokenAnswer): Promise<Response> {
  const { status, headers } = response;
  if (!response.ok) return fixTokenError(response, fixes, answer);
  if (status !== 200 && status !== 201) return response;
  const text = await response.text();
  const { tolerant } = answer;
  const parsed = parseAnswer(text, tolerant);
  if (!parsed) return wholeAnswer(text, { status, headers });
  checkNesting(parsed);
  const body = tidyTokenResponse(parsed);
  if (tolerant) delete body['id_token'];
  const refused = () => fixTokenError(wholeAnswer(text, { status, headers }), fixes, answer);
  // Some token endpoints send an error with status 200.
  if (lacksToken(body) && isErrorBody(body)) return refused();
  const fix = fixes.tokenResponse;
  const fixed = fix ? await applyFix(body, { name: 'tokenResponse', apply: fix, isValid: isRecord }) : body;
  // Only now: a fix may have found the tokens further inside.
  const tidy = tidyTokenResponse(fixed);
  if (lacksToken(tidy) && tidy['refresh_token'] === undefined && saysRefusal(tidy)) return refused();
  return tokenResponse(tidy, headers);
}

function lacksToken({ access_token: token }: Record<string, unknown>): boolean {
  return token === undefined || token === '';
}

/** A token response as it should be: status 200, and JSON that says so. The other headers may hold a nonce. */
function tokenResponse(body: unknown, headers: Headers): Response {
  const json = new Headers(headers);
  json.set('content-type', 'application/json');
  return wholeAnswer(JSON.stringify(body), { status: 200, headers: json });
}

function isErrorBody({ error, errors, ...others }: Record<string, unknown>): boolean {
  const { ok, errorCode, error_message: words } = others;
  const isStructured = [error, errors].some((each) => typeof each === 'object' && each !== null);
  return isStructured || [error, errorCode, words].some((each) => typeof each === 'string') || ok === false;
}

/** Corrects an error of the token endpoint. A nonce that it asks for is none (RFC 9449, section 8). */
async function fixTokenError(
  response: Response,
  { tokenError }: ProviderFixes,
  { isRefresh }: TokenAnswer,
): Promise<Response> {
  const text = await response.text();
  const body = tokenError && parseAnswer(text, true);
  checkNesting(body, undefined, Infinity);
  const context = { status: response.status, isRefresh };
  const apply = (given: Record<string, unknown>) => tokenError?.(given, context);
  const isFixed = tokenError && body?.['error'] !== 'use_dpop_nonce';
  const fixed = isFixed ? await applyFix(body ?? {}, { name: 'tokenError', apply, isValid: isRecord }) : {};
  const said = isFixed && (body || Object.keys(fixed).length > 0) ? JSON.stringify(fixed) : text;
  return refuseSuccess(response, said);
}

/** Parses JSON, or a form where that is tolerated: some providers send one whatever we accept. */
function parseAnswer(text: string, tolerant: boolean): Record<string, unknown> | undefined {
  // `trim()` also removes a byte order mark.
  const value = parseJson(text.trim());
  if (value !== undefined) return isRecord(value) ? value : undefined;
  const form = tolerant ? parseForm(text.trim()) : undefined;
  return form && ['access_token', 'error'].some((name) => name in form) ? form : undefined;
}

/** Applies a fix to a JSON answer. An answer that is not a JSON object stays as it is. */
export async function fixJson(response: Response, name: keyof ProviderFixes, fix: Fix): Promise<Response> {
  if (response.status !== 200) return response;
  const text = await response.text();
  const body = parseAnswer(text, false);
  if (!body) return wholeAnswer(text, { status: 200, headers: response.headers });
  // Before the app's function sees it: copying thousands of levels would fail there, and look like its fault.
  checkNesting(body, undefined, Infinity);
  return jsonResponse(await applyFix(body, { name, apply: fix, isValid: isRecord }), 200);
}

function jsonResponse(body: unknown, status: number): Response {
  return wholeAnswer(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
