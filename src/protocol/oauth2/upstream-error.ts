import {
  CallbackError,
  isOAuthError,
  ProviderError,
  ProviderUnavailableError,
  type OAuthError,
  type OAuthErrorReason,
} from '../../shared/errors.js';
import { withholdSecrets } from './withhold-secrets.js';

/** The step at which something failed. */
export type Stage =
  | 'discovery'
  | 'authorization request'
  | 'authorization response'
  | 'token'
  | 'refresh'
  | 'user info'
  | 'revocation'
  | 'introspection';

/** Where something failed, for which client, and the texts that must not appear in the error: a provider may quote them. */
export interface Circumstances {
  stage: Stage;
  client: string;
  secrets: readonly (string | null | undefined)[];
  /** The reason for which an ID token was refused, when it is known. */
  reason?: OAuthErrorReason | undefined;
}

/** The fields of openid-client's errors. They are distinguished by these, not by class: an app may have two copies of it. */
interface UpstreamError {
  name?: string;
  code?: string;
  message?: string;
  error?: string;
  error_description?: unknown;
  cause?: unknown;
}

/** The codes of openid-client for an ID token that fails a check. */
const ID_TOKEN_CODES = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

const MAX_CAUSES = 5;
const MAX_SUMMARY_LENGTH = 300;

/** Turns an error of openid-client into one of ours. Only its message is kept: its cause holds the whole answer, with the tokens. */
export function upstreamError(error: unknown, circumstances: Circumstances): OAuthError {
  const ours = findOurError(error);
  if (ours) return ours;
  const upstream = error as UpstreamError;
  if (typeof upstream.error === 'string') return refusedError(upstream, circumstances);
  const { stage, client } = circumstances;
  const details = { client, cause: summarize(upstream) };
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
      // The request was for the keys of a signed response.
      if (upstream.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM')
        return badResponseError('The provider publishes no usable keys', details);
      return authorizationResponseError(upstream, details);
    case 'token':
    case 'refresh':
      return tokenError(upstream, details, circumstances.reason);
    case 'revocation':
    case 'introspection':
      return badResponseError(`The ${stage} endpoint sent no usable answer`, details);
    case 'user info':
      return userInfoError(upstream, details);
  }
}

// openid-client wraps the errors of our own fetch.
function findOurError(error: unknown): OAuthError | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < MAX_CAUSES; each = each.cause, depth += 1) {
    if (isOAuthError(each)) return each;
  }
  return undefined;
}

function refusedError(upstream: UpstreamError, { stage, client, secrets }: Circumstances): ProviderError {
  const error = withholdSecrets(secrets, upstream.error ?? '');
  const isDenied = error === 'access_denied' && stage === 'authorization response';
  // A pushed request is refused at its own endpoint (RFC 9126, section 2.3).
  const refusedCode = stage.startsWith('authorization')
    ? 'ERR_OAUTH_AUTHORIZATION_RESPONSE'
    : 'ERR_OAUTH_TOKEN_ENDPOINT';
  return new ProviderError(isDenied ? 'The sign-in was cancelled at the provider' : 'The provider refused', {
    code: isDenied ? 'ERR_OAUTH_ACCESS_DENIED' : refusedCode,
    status: isDenied ? 403 : 502,
    client,
    error,
    errorDescription:
      typeof upstream.error_description === 'string' ? withholdSecrets(secrets, upstream.error_description) : undefined,
    hint: hintFor(error, stage),
  });
}

function hintFor(error: string, stage: Stage): string | undefined {
  switch (error) {
    case 'invalid_client':
      return 'Compare "clientId", "clientSecret" and "clientAuthentication" with the registration at the provider';
    case 'invalid_scope':
      return 'Ask only for scopes that the registration at the provider allows';
    case 'invalid_grant':
      return stage === 'refresh'
        ? 'The refresh token has expired, was revoked, or was used before. The user has to sign in again'
        : 'The code was used before or is too old, or the redirect URI differs from the registered one';
    default:
      return undefined;
  }
}

type Details = { client: string; cause: Error };

function authorizationResponseError(upstream: UpstreamError, details: Details): CallbackError {
  const isIssuerError =
    /"iss"/.test(upstream.message ?? '') || /"iss"/.test(String((upstream.cause as Error | undefined)?.message));
  const code = isIssuerError ? 'ERR_OAUTH_ISSUER_MISMATCH' : 'ERR_OAUTH_RESPONSE_INVALID';
  return new CallbackError('The authorization response is not what was asked for', { ...details, code });
}

function tokenError(upstream: UpstreamError, details: Details, reason: OAuthErrorReason | undefined): OAuthError {
  const isTokenTypeError = details.cause.message.includes('token_type');
  const isIdTokenError = ID_TOKEN_CODES.has(upstream.code ?? '') || /JWT|ID Token|id_token/.test(details.cause.message);
  if (isIdTokenError && !isTokenTypeError) {
    return new CallbackError('The ID token did not pass its checks', {
      ...details,
      status: 502,
      code: 'ERR_OAUTH_ID_TOKEN',
      reason,
    });
  }
  return badResponseError('The token endpoint sent no usable answer', details);
}

function userInfoError(upstream: UpstreamError, details: Details): OAuthError {
  if (upstream.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    return new CallbackError('The user info is of another user than the ID token', {
      ...details,
      status: 502,
      code: 'ERR_OAUTH_USER_INFO',
    });
  }
  return badResponseError('The user info endpoint sent no usable answer', details);
}

function badResponseError(message: string, details: Details): ProviderUnavailableError {
  return new ProviderUnavailableError(message, { ...details, code: 'ERR_OAUTH_BAD_RESPONSE' });
}

function summarize(upstream: UpstreamError): Error {
  const inner = upstream.cause instanceof Error ? `: ${safeMessage(upstream.cause)}` : '';
  const code = upstream.code === undefined ? '' : ` (${upstream.code})`;
  return new Error(`${safeMessage(upstream)}${inner}${code}`.slice(0, MAX_SUMMARY_LENGTH));
}

/** The messages of openid-client are fixed texts. Those of the runtime may quote an answer or a header, so only the name is kept. */
function safeMessage({ code, message, name }: UpstreamError): string {
  const isFixed = /^(?:OAUTH|ERR_INVALID_ARG)_/.test(code ?? '') || name === 'ClientError';
  return (isFixed ? message : name) ?? 'unknown';
}
