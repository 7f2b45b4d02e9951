import type { Client } from '../protocol/client.js';
import { NotSignedInError, ProviderUnavailableError, SessionError } from '../shared/errors.js';

type Named = Pick<Client, 'name'>;

export function noTokensError({ name }: Named): NotSignedInError {
  return new NotSignedInError('There are no tokens for this session', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    client: name,
  });
}

export function expiredTokenError({ name }: Named, isDead: boolean): NotSignedInError {
  return new NotSignedInError('The access token has expired', {
    code: isDead ? 'ERR_OAUTH_TOKEN_DEAD' : 'ERR_OAUTH_TOKEN_EXPIRED',
    client: name,
    hint: 'Send the user through `auth.loginLink(req)` to get a new one; offline access, where the provider has it, lasts longer',
  });
}

export function deadTokenError({ name }: Named, cause: unknown): NotSignedInError {
  return new NotSignedInError('The provider does not renew this sign-in any more', {
    code: 'ERR_OAUTH_TOKEN_DEAD',
    client: name,
    hint: 'Send the user through `auth.loginLink(req)` to sign in again',
    cause,
  });
}

/** The error for a caller who does not wait any longer. The renewal goes on. */
export function slowRenewalError({ name }: Named, waitedMs: number): ProviderUnavailableError {
  return new ProviderUnavailableError(`The provider did not renew the token within ${waitedMs} ms`, {
    code: 'ERR_OAUTH_TIMEOUT',
    status: 504,
    client: name,
    hint: 'Try again later: the renewal goes on, and its result is stored. The option "timeoutSeconds" sets how long a caller waits',
  });
}

/** The error for a caller who does not wait any longer for a store that hangs. */
export function slowStoreError(waitedMs: number): SessionError {
  return new SessionError(`The store did not take the renewed tokens within ${waitedMs} ms`, {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Try again later: the tokens wait in this process until the store takes them',
  });
}
