import { CallbackError, isOAuthError, ProviderError, ProviderUnavailableError } from '../../shared/errors.js';
import type { OAuthError, OAuthErrorCode, OAuthErrorReason } from '../../shared/errors.js';

/** At which step of a login something failed. */
export type Stage =
  | 'discovery'
  | 'authorization request'
  | 'authorization response'
  | 'token'
  | 'refresh'
  | 'user info'
  | 'revocation'
  | 'introspection';

/** Where something failed, for whom, and what must not be repeated: a provider may put it into its own words. */
export interface Circumstances {
  stage: Stage;
  client: string;
  secrets: readonly (string | null | undefined)[];
  /** Why an ID token was refused, when that is known. */
  reason?: OAuthErrorReason | undefined;
}

/** The fields that openid-client's errors carry; they are told apart by these, not by class, so that copies do not matter. */
interface UpstreamError {
  name?: string;
  code?: string;
  message?: string;
  error?: string;
  error_description?: unknown;
  cause?: unknown;
}

/** The codes that openid-client gives to an ID token that fails a check. */
const ID_TOKEN_CODES = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

/**
 * The one place where errors of openid-client become ours. Only their words are kept: their causes hold whole answers,
 * tokens included.
 */
export function upstreamError(error: unknown, circumstances: Circumstances): OAuthError {
  const ours = ourErrorIn(error);
  if (ours) return ours;
  const upstream = error as UpstreamError;
  if (typeof upstream.error === 'string') return refusal(upstream, circumstances);
  const { stage, client } = circumstances;
  const details = { client, cause: wordsOf(upstream) };
  switch (stage) {
    case 'discovery':
      return new ProviderUnavailableError('The provider metadata cannot be used', {
        ...details,
        code: 'ERR_OAUTH_DISCOVERY',
        hint: 'The option "issuer" must be exactly the issuer that the provider states in its metadata',
      });
    case 'authorization request':
      return new ProviderUnavailableError('The authorization request could not be made', {
        ...details,
        code: 'ERR_OAUTH_BAD_RESPONSE',
      });
    case 'authorization response':
      // The keys for a signed one.
      if (upstream.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM')
        return badResponse('The provider publishes no usable keys', details);
      return authorizationResponseError(upstream, details);
    case 'token':
    case 'refresh':
      return tokenError(upstream, details, circumstances.reason);
    case 'revocation':
    case 'introspection':
      return badResponse(`The ${stage} endpoint sent no usable answer`, details);
    case 'user info':
      return userInfoError(upstream, details);
  }
}

// openid-client wraps what our own fetch throws.
function ourErrorIn(error: unknown): OAuthError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (isOAuthError(at)) return at;
  }
  return undefined;
}

function refusal(upstream: UpstreamError, { stage, client, secrets }: Circumstances): ProviderError {
  const error = without(secrets, upstream.error ?? '');
  const denied = error === 'access_denied' && stage === 'authorization response';
  // A pushed request is refused before the user is asked anything (RFC 9126, section 2.3).
  const inResponse = stage.startsWith('authorization')
    ? 'ERR_OAUTH_AUTHORIZATION_RESPONSE'
    : 'ERR_OAUTH_TOKEN_ENDPOINT';
  return new ProviderError(denied ? 'The sign-in was cancelled at the provider' : 'The provider refused', {
    code: denied ? 'ERR_OAUTH_ACCESS_DENIED' : inResponse,
    status: denied ? 403 : 502,
    client,
    error,
    errorDescription:
      typeof upstream.error_description === 'string' ? without(secrets, upstream.error_description) : undefined,
    hint: hintFor(error, stage),
  });
}

function without(secrets: Circumstances['secrets'], text: string): string {
  const written = secrets.flatMap((secret) => (secret ? waysToWrite(secret) : []));
  // An assertion of ours, or a token, whoever made it.
  const first = text.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[withheld]');
  return written.reduce((clean, secret) => clean.replaceAll(secret, '[withheld]'), first);
}

/** A provider may repeat what it was sent as it was sent: in a form, or in an address. */
function waysToWrite(secret: string): string[] {
  const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
  return [secret, inForm, encodeURIComponent(secret)];
}

function hintFor(error: string, stage: Stage): string | undefined {
  switch (error) {
    case 'invalid_client':
      return 'Check "clientId", "clientSecret" and "clientAuthentication" against the registration at the provider';
    case 'invalid_scope':
      return 'Ask only for scopes that the registration at the provider allows';
    case 'invalid_grant':
      return stage === 'refresh'
        ? 'The refresh token has ended, or was taken back or used already: the user signs in again'
        : 'The code was used already or is too old, or the redirect URI differs from the registered one';
    default:
      return undefined;
  }
}

type Details = { client: string; cause: Error };

function authorizationResponseError(upstream: UpstreamError, details: Details): CallbackError {
  const ofIssuer =
    /"iss"/.test(upstream.message ?? '') || /"iss"/.test(String((upstream.cause as Error | undefined)?.message));
  const code = ofIssuer ? 'ERR_OAUTH_ISSUER_MISMATCH' : 'ERR_OAUTH_RESPONSE_INVALID';
  return new CallbackError('The authorization response is not what was asked for', { ...details, code });
}

function tokenError(upstream: UpstreamError, details: Details, reason: OAuthErrorReason | undefined): OAuthError {
  const ofTokenType = details.cause.message.includes('token_type');
  const ofIdToken = ID_TOKEN_CODES.has(upstream.code ?? '') || /JWT|ID Token|id_token/.test(details.cause.message);
  if (ofIdToken && !ofTokenType) {
    return new CallbackError('The ID token did not pass its checks', {
      ...details,
      status: 502,
      code: 'ERR_OAUTH_ID_TOKEN',
      reason,
    });
  }
  return badResponse('The token endpoint sent no usable answer', details);
}

function userInfoError(upstream: UpstreamError, details: Details): OAuthError {
  if (upstream.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    const code: OAuthErrorCode = 'ERR_OAUTH_USER_INFO';
    return new CallbackError('The user info is of another user than the ID token', {
      ...details,
      status: 502,
      code,
    });
  }
  return badResponse('The user info endpoint sent no usable answer', details);
}

function badResponse(message: string, details: Details): ProviderUnavailableError {
  return new ProviderUnavailableError(message, { ...details, code: 'ERR_OAUTH_BAD_RESPONSE' });
}

function wordsOf(upstream: UpstreamError): Error {
  const inner = upstream.cause instanceof Error ? `: ${safeWords(upstream.cause)}` : '';
  const code = upstream.code === undefined ? '' : ` (${upstream.code})`;
  return new Error(`${safeWords(upstream)}${inner}${code}`.slice(0, 300));
}

/** The words of openid-client are fixed; those of the runtime may quote what it was given: an answer, or a header. */
function safeWords({ code, message, name }: UpstreamError): string {
  const fixed = /^(?:OAUTH|ERR_INVALID_ARG)_/.test(code ?? '') || name === 'ClientError';
  return (fixed ? message : name) ?? 'unknown';
}
