import { decodeJwt } from 'jose';

/** Whether an authorization response says that the provider refused, as far as can be seen before a signature is checked. */
export function isRefusal(parameters: URLSearchParams): boolean {
  return parameters.has('error') || 'error' in payloadOf(parameters.get('response'));
}

/**
 * The state of an authorization response. A signed one has it inside (JARM, section 2.1): it is read before the signature is
 * checked, for only the transaction that it leads to tells by which keys.
 */
export function stateOf(parameters: URLSearchParams): string | undefined {
  const response = parameters.get('response');
  if (response === null) return parameters.get('state') || undefined;
  const { state } = payloadOf(response);
  return typeof state === 'string' && state !== '' ? state : undefined;
}

function payloadOf(jwt: string | null): Record<string, unknown> {
  try {
    return decodeJwt(jwt ?? '');
  } catch {
    return {};
  }
}
