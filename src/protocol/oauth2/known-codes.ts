import { DEAD_TOKEN_CODES } from './dead-token-code.js';

/** The codes of the standards and of providers that decisions depend on (RFC 6749, sections 4.1.2.1 and 5.2; OIDC Core, section 3.1.2.6). */
const KNOWN = new Set([
  ...DEAD_TOKEN_CODES,
  'access_denied',
  'authentication_expired',
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'redirect_uri_mismatch',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
]);

/** Whether a text is one of these codes. It is then no quotation of a secret, although a short secret may be a part of it. */
export function isKnownCode(text: string): boolean {
  return KNOWN.has(text.toLowerCase());
}
