import { CallbackError } from '../../shared/errors.js';
import type { VisibleRefusal } from '../client.js';
import type { ProviderFixes } from '../transport/provider-fixes.js';
import { readAuthorizationResponse } from './authorization-response.js';
import { readSignedResponse } from './signed-response.js';

/** What the response of an implicit or hybrid flow has in place of a code: not asked for, but no cancellation either. */
const OTHER_FLOWS = ['id_token', 'access_token', 'token'];

interface ResponseReader {
  client: string;
  fixes: ProviderFixes | undefined;
}

/** `Client.checkResponse()` for OAuth 2.0 and OpenID Connect (RFC 6749, sections 4.1.2 and 4.1.2.1; JARM, section 2.1). */
export function checkResponse(sent: URLSearchParams, { client, fixes }: ResponseReader): 'success' | 'refusal' {
  return outcomeOf(readAuthorizationResponse(sent, fixes), client);
}

/** `Client.readRefusal()` for OAuth 2.0 and OpenID Connect. What a signed response says counts only once its signature is checked. */
export function readVisibleRefusal(
  sent: URLSearchParams,
  fixes: ProviderFixes | undefined,
): VisibleRefusal | undefined {
  const parameters = readAuthorizationResponse(sent, fixes);
  const error = parameters.get('error');
  if (!error || parameters.has('response')) return undefined;
  return { error, description: parameters.get('error_description') ?? undefined };
}

/** The response to a pending login. */
export interface ExpectedResponse {
  parameters: URLSearchParams;
  /** Why it counts as cancelled, where the provider does not say so. */
  cause?: Error;
}

/**
 * The response to a pending login, as the standard names its parameters. One with neither a code nor an error is a cancellation: WeChat, and
 * Keycloak after a silent cancel, send the user back with the state alone. Throws a `CallbackError` when it is neither, but something else.
 */
export function readExpectedResponse(sent: URLSearchParams, { client, fixes }: ResponseReader): ExpectedResponse {
  const parameters = readAuthorizationResponse(sent, fixes);
  if (!isSilent(parameters)) {
    outcomeOf(parameters, client);
    return { parameters };
  }
  const cancelled = new URLSearchParams(parameters);
  // So that the state and the issuer are checked as for any other refusal.
  cancelled.set('error', 'access_denied');
  return { parameters: cancelled, cause: new Error('The authorization response has neither a code nor an error') };
}

function isSilent(parameters: URLSearchParams): boolean {
  return !['code', 'response', ...OTHER_FLOWS].some((name) => parameters.has(name)) && !parameters.get('error');
}

function outcomeOf(parameters: URLSearchParams, client: string): 'success' | 'refusal' {
  const response = parameters.get('response');
  if (parameters.has('error') || 'error' in readSignedResponse(response)) return 'refusal';
  if (parameters.get('code') || response !== null) return 'success';
  throw new CallbackError('The authorization response has no code', { code: 'ERR_OAUTH_CODE_MISSING', client });
}
