import { readClaim, type ClaimNames } from './claim-source.js';
import { readContacts, VERIFIED_BY } from './contacts.js';

/** The claims that are copied under their own name (OIDC Core, section 5.1), except those that are read with their verification. */
const STANDARD_CLAIMS = new Set([
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
]);

const CONTACT_CLAIMS = new Set(VERIFIED_BY.flat());

/** For a provider without OpenID Connect: the standard claims in its user info, and those that `names` finds. Empty values are left out. */
export function pickStandardClaims(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const standard = Object.entries(raw).filter(([name]) => STANDARD_CLAIMS.has(name) && !Object.hasOwn(names, name));
  // A field that only has the name of a claim says nothing that one may rely on.
  const { email, ...contacts } = readContacts([raw], names);
  const named = Object.entries(contacts).filter(([name]) => Object.hasOwn(names, name));
  return withoutEmpty([...standard, ['email', email], ...named, ...findNamed(raw, names)]);
}

/**
 * For a provider with OpenID Connect: all of its claims, with those that `names` finds in place of its own. `answers` are the user info and
 * the claims of the ID token, of which `raw` is made.
 */
export function renameClaims(
  raw: Record<string, unknown>,
  names: ClaimNames = {},
  answers: readonly Record<string, unknown>[] = [raw],
): Record<string, unknown> {
  const kept = Object.entries(raw).filter(([name]) => !Object.hasOwn(names, name) && !CONTACT_CLAIMS.has(name));
  return withoutEmpty([...kept, ...findNamed(raw, names), ...Object.entries(readContacts(answers, names))]);
}

function findNamed(raw: Record<string, unknown>, names: ClaimNames): [claim: string, value: unknown][] {
  return Object.entries(names)
    .filter(([claim]) => !CONTACT_CLAIMS.has(claim))
    .map(([claim, source]) => [claim, readClaim(raw, source)]);
}

function withoutEmpty(claims: [claim: string, value: unknown][]): Record<string, unknown> {
  return Object.fromEntries(claims.filter(([, value]) => value !== undefined && value !== null && value !== ''));
}
