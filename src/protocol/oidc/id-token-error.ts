import { CallbackError, type OAuthErrorReason } from '../../shared/errors.js';

/** What a developer can do about an ID token that fails a check. */
export const ID_TOKEN_HINTS = {
  clocks: 'Compare the clocks of this machine and of the provider',
  client: 'Compare "clientId" with the registration at the provider: the ID token is for another client',
  login: 'The provider must issue the ID token of a refresh for the login that it continues (OIDC Core, section 12.2)',
  acr: 'The parameter "claims" marks "acr" as essential. The provider must be able to authenticate users by one of these classes, and state it in the ID token',
  encryption:
    'Set the algorithm of encrypted ID tokens in the registration at the provider ("id_token_encrypted_response_alg") to that of the option, or leave the option out',
} as const;

/** Why an ID token is refused. */
interface Details {
  hint: (typeof ID_TOKEN_HINTS)[keyof typeof ID_TOKEN_HINTS];
  reason?: OAuthErrorReason;
}

/** The error for an ID token that fails one of our own checks. */
export function idTokenError(message: string, client: string, details: Details): CallbackError {
  return new CallbackError(message, { ...details, code: 'ERR_OAUTH_ID_TOKEN', status: 502, client });
}
