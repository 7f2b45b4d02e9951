import {
  CallbackError,
  isOAuthError,
  ProviderUnavailableError,
  type OAuthError,
  type OAuthErrorReason,
} from '../../shared/errors.js';
import { RefusedAnswer } from '../transport/refused-answer.js';
import type { Circumstances } from './circumstances.js';
import { explainJwtError } from './explain-jwt-error.js';
import { refusedAnswerError, refusedError } from './refused-error.js';

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
  'OAUTH_DECRYPTION_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

const MAX_CAUSES = 5;
const MAX_SUMMARY_LENGTH = 500;

/** Turns an error of openid-client into one of ours. Only its message is kept: its cause holds the whole answer, with the tokens. */
export function upstreamError(error: unknown, circumstances: Circumstances): OAuthError {
  const ours = findCause(error, isOAuthError);
  if (ours) return ours;
  const refused = findCause(error, (each) => each instanceof RefusedAnswer);
  if (refused) return refusedAnswerError(refused, circumstances);
  const upstream = error as UpstreamError;
  const { error: code, error_description: description } = upstream;
  if (typeof code === 'string')
    return refusedError(
      { error: code, description: typeof description === 'string' ? description : undefined },
      circumstances,
    );
  return unusableError(upstream, circumstances);
}

/** The error for something that is no refusal, but of no use. */
function unusableError(upstream: UpstreamError, circumstances: Circumstances): OAuthError {
  const { stage, client } = circumstances;
  const explanation = explainJwtError(upstream, stage);
  const details = {
    client,
    cause: summarize(upstream, explanation?.words),
    hint: explanation?.hint ?? circumstances.hint,
  };
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
      return authorizationResponseError(upstream, details);
    case 'token':
      return tokenError(upstream, details, circumstances.reason);
    case 'refresh':
      return tokenError(upstream, details, namesAnotherLogin(upstream) ? 'another-login' : undefined);
    case 'revocation':
    case 'introspection':
      return badResponseError(`The ${stage} endpoint sent no usable answer`, details);
    case 'user info':
      return userInfoError(upstream, details);
  }
}

// openid-client wraps the errors of our own fetch.
function findCause<Found>(error: unknown, isFound: (each: unknown) => each is Found): Found | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < MAX_CAUSES; each = each.cause, depth += 1) {
    if (isFound(each)) return each;
  }
  return undefined;
}

type Details = { client: string; cause: Error; hint: string | undefined };

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

/** Whether an ID token was refused because of its issuer or its audience. */
function namesAnotherLogin({ code, cause }: UpstreamError): boolean {
  const { claim } = ((cause as Error | undefined)?.cause ?? {}) as { claim?: unknown };
  return code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' && (claim === 'iss' || claim === 'aud');
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

function summarize(upstream: UpstreamError, words: string | undefined): Error {
  const { cause } = upstream;
  // openid-client often repeats the message of the library below it.
  const isRepeated = cause instanceof Error && safeMessage(cause) === safeMessage(upstream);
  const inner = cause instanceof Error && !isRepeated ? `: ${safeMessage(cause)}` : '';
  const code = upstream.code === undefined ? '' : ` (${upstream.code})`;
  const explained = words === undefined ? '' : `; ${words}`;
  return new Error(`${safeMessage(upstream)}${inner}${code}${explained}`.slice(0, MAX_SUMMARY_LENGTH));
}

/** The messages of openid-client are fixed texts. Those of the runtime may quote an answer or a header, so only the name is kept. */
function safeMessage({ code, message, name }: UpstreamError): string {
  const isFixed = /^(?:OAUTH|ERR_INVALID_ARG)_/.test(code ?? '') || name === 'ClientError';
  return (isFixed ? message : name) ?? 'unknown';
}
