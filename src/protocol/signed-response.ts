import { decodeJwt } from 'jose';

/**
 * The state of an authorization response. A signed one has it inside (JARM, section 2.1): it is read before the signature is
 * checked, for only the transaction that it leads to tells by which keys.
 */
export function stateOf(parameters: URLSearchParams): string | undefined {
  const response = parameters.get('response');
  if (response === null) return parameters.get('state') || undefined;
  try {
    const { state } = decodeJwt(response);
    return typeof state === 'string' && state !== '' ? state : undefined;
  } catch {
    return undefined;
  }
}
