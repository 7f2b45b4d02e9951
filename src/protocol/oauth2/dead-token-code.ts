import type { Refusal } from '../transport/read-refusal.js';

/**
 * The codes by which a provider says that a refresh token is of no more use, until its user signs in again (RFC 6749, section 5.2; OIDC Core,
 * section 3.1.2.6).
 * Firebase, GitHub, HubSpot, Ory, Slack and Zoho have codes of their own.
 */
export const DEAD_TOKEN_CODES: ReadonlySet<string> = new Set([
  'invalid_grant',
  'bad_refresh_token',
  'invalid_refresh_token',
  'token_expired',
  'token_revoked',
  'token_inactive',
  'invalid_token',
  'invalid_code',
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
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
  'slow_down',
  'use_dpop_nonce',
  'invalid_dpop_proof',
]);

const TOKEN = 'refresh ?token';
const STATE = `(?:${[
  'invalid',
  'not valid',
  'no longer valid',
  'expired',
  'revoked',
  'not found(?! in (?:the )?(?:request|body|form|header))',
  'unknown',
  'malformed',
  'inactive',
  'not active',
  'no longer active',
  'incorrect',
].join('|')})`;
const USED = '(?:used|consumed|redeemed|rotated|replaced|invalidated|deleted)';
/** A sentence, or a part of one that is set off. */
const START = '(?:^|[.:;,!(] ?)(?:sorry,? )?(?:the |your |this )?(?:(?:provided|given|supplied|specified) )?';
/** The words of RFC 6749, section 5.2: "The provided authorization grant (…) or refresh token is invalid". */
const OR_GRANT = '(?:(?:authorization )?grant(?: \\([^)]{1,100}\\))? or )?';

const WORDS = [
  // Twitch: "Invalid refresh token".
  `${START}(?:${STATE}(?:,? or |,? and |, )){0,2}(?:${STATE}|bad) ${TOKEN}\\b(?! (?:request|grant|parameter|type))`,
  // Gitea.
  `${START}(?:unable to|could not|cannot) (?:parse|find|decode|verify|validate) (?:the )?${TOKEN}\\b(?! (?:request|grant))`,
  // DeviantArt: "The refresh_token is invalid." Epic quotes it. Strava lists the fields that are wrong.
  `${START}${OR_GRANT}${TOKEN}(?: ${TOKEN})?(?: ['"][^\\s'"]{1,500}['"])? (?:is |was |has |has been )?(?:either )?${STATE}\\b`,
  `${START}${TOKEN} (?:is|was|has)(?: been)?(?: already| previously)?(?: been)? ${USED}\\b`,
  `${START}${TOKEN} (?:does not exist|no longer exists)\\b`,
  // Gitea.
  '^(?:the )?token was already used\\b',
  // X.
  '^value passed for the token was invalid\\b',
].map((words) => new RegExp(words));

/**
 * The code of a refusal that says that the refresh token is dead; undefined for any other refusal. A provider that says it in words only
 * means `invalid_grant`, and so does one that calls it `unauthorized_client`, which is about the client without such words. Statuses about the
 * provider's state, or about too many requests, never mean it.
 */
export function deadTokenCode(
  status: number,
  { error = '', description = '', said = [] }: Refusal,
): string | undefined {
  if (status >= 500 || status === 429 || status === 408) return undefined;
  const code = error.toLowerCase();
  if (DEAD_TOKEN_CODES.has(code)) return code;
  const texts = [error, description, ...said].map((text) => text.toLowerCase());
  if (texts.some((text) => OTHER_TROUBLE.has(text))) return undefined;
  if (texts.some(nameDeadToken)) return 'invalid_grant';
  return code === 'unauthorized_client' ? undefined : texts.find((text) => DEAD_TOKEN_CODES.has(text));
}

function nameDeadToken(text: string): boolean {
  const words = text.replaceAll(/[\s_-]+/g, ' ').trim();
  return WORDS.some((each) => each.test(words));
}
