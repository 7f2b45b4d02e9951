import { readClaim, type ClaimSource } from './claim-source.js';

/** Where claims are found, by the names of OpenID Connect. */
export type ClaimNames = Readonly<Record<string, ClaimSource>>;

/** The claims that are copied under their own name (OIDC Core, section 5.1), except the two that say whether an address or number is verified. */
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
  'email',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
]);

/** For a provider without OpenID Connect: the standard claims in its user info, and those that `names` finds. Empty values are left out. */
export function pickStandardClaims(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const standard = Object.entries(raw).filter(([name]) => STANDARD_CLAIMS.has(name) && !Object.hasOwn(names, name));
  return withoutEmpty([...standard, ...findNamed(raw, names)]);
}

/**
 * For a provider with OpenID Connect: all of its claims, with those that `names` finds in place of its own. `email_verified` is dropped
 * when the address comes from elsewhere: it is said of the provider's own claim.
 */
export function renameClaims(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const isReplaced = (name: string) =>
    Object.hasOwn(names, name) || (name === 'email_verified' && Object.hasOwn(names, 'email'));
  const kept = Object.entries(raw).filter(([name]) => !isReplaced(name));
  return withoutEmpty([...kept, ...findNamed(raw, names)]);
}

function findNamed(raw: Record<string, unknown>, names: ClaimNames): [claim: string, value: unknown][] {
  return Object.entries(names).map(([claim, source]) => [claim, readClaim(raw, source)]);
}

function withoutEmpty(claims: [claim: string, value: unknown][]): Record<string, unknown> {
  return Object.fromEntries(claims.filter(([, value]) => value !== undefined && value !== null && value !== ''));
}
