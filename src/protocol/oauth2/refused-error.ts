import { ProviderError, ProviderUnavailableError, type OAuthError } from '../../shared/errors.js';
import type { Refusal } from '../transport/read-refusal.js';
import type { RefusedAnswer } from '../transport/refused-answer.js';
import { escapeControls } from '../transport/shown-text.js';
import { withholdSecrets } from '../withhold-secrets.js';
import { cancelledError, isCancelled } from '../cancelled.js';
import type { Circumstances, Stage } from './circumstances.js';
import { deadTokenCode } from './dead-token-code.js';
import { isKnownCode } from './known-codes.js';

const MAX_ERROR_LENGTH = 100;

/** Who refuses at each stage. */
const ENDPOINTS: Record<Stage, string> = {
  discovery: 'The provider metadata',
  'authorization request': 'The endpoint for pushed authorization requests',
  'authorization response': 'The provider',
  token: 'The token endpoint',
  refresh: 'The token endpoint',
  'user info': 'The user info endpoint',
  revocation: 'The revocation endpoint',
  introspection: 'The introspection endpoint',
};

/** The error for an answer that refuses. One whose code does not stand where the standard puts it is the provider's trouble. */
export function refusedAnswerError(answer: RefusedAnswer, circumstances: Circumstances): OAuthError {
  const { status, refusal } = answer;
  const { stage, client, hint } = circumstances;
  const secrets = [...circumstances.secrets, ...answer.secrets];
  const cause = new Error(answer.describe(secrets));
  const dead = stage === 'refresh' ? deadTokenCode(status, refusal) : undefined;
  const error = dead ?? (refusal.isStandard ? refusal.error : undefined);
  if (error !== undefined && status < 500)
    return refusedError({ ...refusal, error }, { ...circumstances, secrets, cause, answer });
  return new ProviderUnavailableError(`${ENDPOINTS[stage]} answered ${status}`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    reason: status >= 400 && isRefusal(status) ? 'refused' : undefined,
    client,
    hint: status === 404 || status >= 429 ? (hintForStatus(status) ?? hint) : hint,
    cause,
  });
}

/** Whether a status means that the same request would be refused again. */
function isRefusal(status: number): boolean {
  return status < 500 && status !== 408 && status !== 429;
}

/** The circumstances of a refusal, with the answer that it came in; an authorization response is no answer. */
interface RefusalCircumstances extends Circumstances {
  answer?: RefusedAnswer;
}

/** The error for a refusal with a code. */
export function refusedError(
  { error: code, description }: Refusal & { error: string },
  { stage, client, secrets, hint, cause, answer }: RefusalCircumstances,
): ProviderError {
  const show = (text: string, length?: number) => (isKnownCode(text) ? text : withholdSecrets(secrets, text, length));
  const error = show(code, MAX_ERROR_LENGTH);
  const words = description && show(description);
  const said = { client, error, errorDescription: words, cause: cause ?? responseCause(error, words) };
  if (stage === 'authorization response' && isCancelled(code)) return cancelledError(said);
  // A pushed request is refused at its own endpoint (RFC 9126, section 2.3).
  const refusedCode = stage.startsWith('authorization')
    ? 'ERR_OAUTH_AUTHORIZATION_RESPONSE'
    : 'ERR_OAUTH_TOKEN_ENDPOINT';
  return new ProviderError('The provider refused', {
    ...said,
    code: refusedCode,
    reason: answer && isRefusal(answer.status) ? 'refused' : undefined,
    hint: hintFor(error, { stage, answer }) ?? hint,
  });
}

/** The words of an authorization response, which has neither an address nor a status. */
function responseCause(error: string, words: string | undefined): Error {
  const said = escapeControls([error, words].filter(Boolean).join(': ').slice(0, MAX_CAUSE_LENGTH));
  return new Error(`The provider says: ${said}`);
}

const MAX_CAUSE_LENGTH = 200;

function hintFor(
  error: string,
  { stage, answer }: { stage: Stage; answer: RefusedAnswer | undefined },
): string | undefined {
  switch (error) {
    case 'invalid_client':
    case 'unauthorized_client':
      return `${authenticationIn(answer)}Compare "clientId", "clientSecret" and "clientAuthentication" with the registration at the provider`;
    case 'invalid_scope':
      return 'Ask only for scopes that the registration at the provider allows';
    case 'redirect_uri_mismatch':
      return 'Register exactly the redirect URI of this app at the provider: protocol, host, port and path count';
    case 'invalid_grant':
      return stage === 'refresh'
        ? 'The refresh token has expired, was revoked, or was used before. The user has to sign in again'
        : 'The code was used before or is too old, or the redirect URI differs from the registered one';
    default:
      return undefined;
  }
}

function authenticationIn(answer: RefusedAnswer | undefined): string {
  return answer === undefined ? '' : `The client authenticated by "${answer.authentication}". `;
}

function hintForStatus(status: number): string | undefined {
  if (status === 404) return 'Check the address of this endpoint in the options or in the metadata';
  if (status === 429) return 'The provider limits how often it is asked';
  return status >= 500 ? 'The fault is at the provider: try again later' : undefined;
}
