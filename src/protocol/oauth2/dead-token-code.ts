import type { Refusal } from '../transport/read-refusal.js';

/**
 * The codes by which a provider says that a refresh token is of no more use, until its user signs in again (RFC 6749, section 5.2; OIDC Core,
 * section 3.1.2.6).
 * GitHub, HubSpot and Slack have codes of their own.
 */
export const DEAD_TOKEN_CODES: ReadonlySet<string> = new Set([
  'invalid_grant',
  'bad_refresh_token',
  'invalid_refresh_token',
  'token_expired',
  'token_revoked',
  'invalid_token',
  'expired_token',
  'expired_refresh_token',
  'refresh_token_expired',
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
]);

/** The codes that are about the client or the provider, whatever words come with them: the token may be good. */
const OTHER_TROUBLE = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
  'slow_down',
  'use_dpop_nonce',
  'invalid_dpop_proof',
]);

const STATE = '(?:invalid|not valid|no longer valid|expired|revoked|not found|unknown|malformed)';
const WORDS = [
  // Twitch: "Invalid refresh token". DeviantArt: "The refresh_token is invalid."
  new RegExp(`^(?:${STATE}|bad) refresh[ _-]?token\\b(?! request)`, 'i'),
  new RegExp(`^(?:the |your )?(?:provided |given )?refresh[ _-]?token (?:is |was |has |has been )?${STATE}\\b`, 'i'),
  // Strava lists the fields that are wrong.
  new RegExp(`(?:^|, )refresh[ _-]?token refresh_token ${STATE}\\b`, 'i'),
  // X.
  /^value passed for the token was invalid\b/i,
];

/**
 * The code of a refusal that says that the refresh token is dead; undefined for any other refusal. A provider that says it in words only
 * means `invalid_grant`. Statuses about the provider's state, or about too many requests, never mean it.
 */
export function deadTokenCode(status: number, { error = '', description = '' }: Refusal): string | undefined {
  if (status >= 500 || status === 429 || status === 408) return undefined;
  const code = error.toLowerCase();
  if (DEAD_TOKEN_CODES.has(code)) return code;
  return !OTHER_TROUBLE.has(code) && WORDS.some((words) => words.test(description)) ? 'invalid_grant' : undefined;
}
