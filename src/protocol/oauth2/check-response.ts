import { CallbackError } from '../../shared/errors.js';
import type { ProviderFixes } from '../transport/provider-fixes.js';
import { readAuthorizationResponse } from './authorization-response.js';
import { readSignedResponse } from './signed-response.js';

/** `Client.checkResponse()` for OAuth 2.0 and OpenID Connect (RFC 6749, sections 4.1.2 and 4.1.2.1; JARM, section 2.1). */
export function checkResponse(
  sent: URLSearchParams,
  { client, fixes }: { client: string; fixes: ProviderFixes | undefined },
): 'success' | 'refusal' {
  const parameters = readAuthorizationResponse(sent, fixes);
  const response = parameters.get('response');
  if (parameters.has('error') || 'error' in readSignedResponse(response)) return 'refusal';
  if (parameters.get('code') || response !== null) return 'success';
  throw new CallbackError('The authorization response has no code', { code: 'ERR_OAUTH_CODE_MISSING', client });
}
