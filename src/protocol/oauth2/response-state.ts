import { readSignedResponse } from './signed-response.js';

/**
 * The state of an authorization response. A signed response has it inside (JARM, section 2.1). It is read before the signature is
 * checked: only the transaction that it leads to tells whose keys to use.
 */
export function stateOf(parameters: URLSearchParams): string | undefined {
  const response = parameters.get('response');
  if (response === null) return parameters.get('state') || undefined;
  const { state } = readSignedResponse(response);
  return typeof state === 'string' && state !== '' ? state : undefined;
}
