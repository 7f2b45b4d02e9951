import { DEAD_TOKEN_CODES } from '../protocol/oauth2/dead-token-code.js';
import { isOAuthError, type ProviderError } from '../shared/errors.js';

/** Whether the provider has refused a refresh token for good. */
export function isDeadTokenError(error: unknown): boolean {
  return isOAuthError(error) && error.name === 'ProviderError' && DEAD_TOKEN_CODES.has((error as ProviderError).error);
}
