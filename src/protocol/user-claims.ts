/** Where a claim is found in a provider's user info: the name of a field. */
export type ClaimNames = Readonly<Record<string, string>>;

/** The claims of a user info: those under their own names, and those that go by another one. Empty values are left out. */
export function claimsOf(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const standard = Object.entries(raw).filter(([name]) => STANDARD_CLAIMS.has(name));
  const mapped = Object.entries(names).map(([claim, field]) => [claim, own(raw, field)] as const);
  return Object.fromEntries(
    [...standard, ...mapped].filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** A field of an answer, and never what every object has. */
export function own(raw: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(raw, field) ? raw[field] : undefined;
}

/** The claims that are taken over under their own name (OIDC Core, section 5.1). Whether an address is verified is not among them. */
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

interface Address {
  email: string;
  primary?: unknown;
  verified?: unknown;
}

function isAddress(value: unknown): value is Address {
  return isRecord(value) && typeof value['email'] === 'string' && value['email'] !== '';
}

/** Of a list of addresses the primary one if it is verified, else any verified one, else the primary one. */
export function chosenAddress(listed: unknown): { email?: string; email_verified?: boolean } {
  const addresses = Array.isArray(listed) ? listed.filter(isAddress) : [];
  const verified = addresses.filter((address) => address.verified === true);
  const chosen =
    verified.find((address) => address.primary === true) ??
    verified[0] ??
    addresses.find((address) => address.primary === true);
  return chosen ? { email: chosen.email, email_verified: chosen.verified === true } : {};
}

/** Whether an answer is an object, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
