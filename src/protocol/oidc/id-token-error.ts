import { CallbackError, type OAuthErrorReason } from '../../shared/errors.js';

/** The error for an ID token that fails one of our own checks. */
export function idTokenError(message: string, client: string, reason?: OAuthErrorReason): CallbackError {
  return new CallbackError(message, {
    code: 'ERR_OAUTH_ID_TOKEN',
    status: 502,
    client,
    reason,
    hint: 'Compare the clocks of this machine and of the provider, and the client id with its registration',
  });
}
