import { CallbackError } from '../../shared/errors.js';
import { isEncrypted } from './is-encrypted.js';
import { readSignedResponse } from './signed-response.js';

/**
 * The state of an authorization response. A signed response has it inside (JARM, section 2.1). It is read before the signature is
 * checked: only the transaction that it leads to tells whose keys to use. Throws a `CallbackError` for an encrypted one (JARM, section 2.2).
 */
export function stateOf(parameters: URLSearchParams): string | undefined {
  const response = parameters.get('response');
  if (response === null) return parameters.get('state') || undefined;
  if (isEncrypted(response)) throw encryptedError();
  const { state } = readSignedResponse(response);
  return typeof state === 'string' && state !== '' ? state : undefined;
}

function encryptedError(): CallbackError {
  return new CallbackError('The authorization response is encrypted, which is not supported', {
    code: 'ERR_OAUTH_RESPONSE_INVALID',
    hint: 'Have the provider only sign its responses: remove "authorization_encrypted_response_alg" from the registration. The code in them is of no use without the secrets of this app',
  });
}
