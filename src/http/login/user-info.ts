import type { UserInfo } from '../../sessions/account.js';

const TEXT_CLAIMS = new Set([
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'picture',
  'email',
  'phone_number',
]);
const VERIFICATIONS = ['email_verified', 'phone_number_verified'];

/** The info of a login, without claims of the wrong type. */
export function userInfoOf(claims: Record<string, unknown> & { sub: string; raw: Record<string, unknown> }): UserInfo {
  const kept = Object.entries(claims).filter(([name, value]) => isUsable(name, value));
  // Some providers say it in a text; anything but true is no.
  const verified = VERIFICATIONS.filter((name) => Object.hasOwn(claims, name)).map((name) => [
    name,
    claims[name] === true || claims[name] === 'true',
  ]);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(verified),
    sub: claims.sub,
    raw: claims.raw,
  };
}

function isUsable(name: string, value: unknown): boolean {
  if (value === null || value === '') return false;
  if (!TEXT_CLAIMS.has(name)) return true;
  return typeof value === 'string' && (name !== 'picture' || /^https?:\/\//i.test(value));
}
