/**
 * Where a claim is found in a provider's user info: a field, or the way to it (`user.name`, `images.0.url`, or
 * `blogs.[primary].url`: of the one whose field `primary` is true); several ways, whose
 * values are joined by a space; or a text that is made with fields (`https://cdn.example/{id}.png`).
 */
export type ClaimSource = string | readonly string[];

/** Where claims are found, by the names of OpenID Connect. */
export type ClaimNames = Readonly<Record<string, ClaimSource>>;

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

/** The claims of a user info: those under their own names, and those that go by another one. Empty values are left out. */
export function claimsOf(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const standard = Object.entries(raw).filter(([name]) => STANDARD_CLAIMS.has(name) && !Object.hasOwn(names, name));
  return Object.fromEntries([...standard, ...renamed(raw, names)].filter(([, value]) => !isEmpty(value)));
}

/**
 * All claims of a provider that speaks OpenID Connect, with those in their places that go by another name there. Whether an
 * address is verified is not said of another one.
 */
export function allClaimsOf(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const isReplaced = (name: string) =>
    Object.hasOwn(names, name) || (name === 'email_verified' && Object.hasOwn(names, 'email'));
  const kept = Object.entries(raw).filter(([name]) => !isReplaced(name));
  return Object.fromEntries([...kept, ...renamed(raw, names)].filter(([, value]) => !isEmpty(value)));
}

function renamed(raw: Record<string, unknown>, names: ClaimNames): [claim: string, value: unknown][] {
  return Object.entries(names).map(([claim, source]) => [claim, valueOf(raw, source)]);
}

/** What a user info says at a place; undefined when it says nothing there. */
export function valueOf(raw: Record<string, unknown>, source: ClaimSource): unknown {
  if (typeof source !== 'string') {
    const parts = source.map((way) => valueAt(raw, way)).filter((part) => typeof part === 'string' && part !== '');
    return parts.length === 0 ? undefined : parts.join(' ');
  }
  return source.includes('{') ? filled(raw, source) : valueAt(raw, source);
}

/** A text with fields in it, or undefined when one is missing. A field at its start is the start of an address, the others are parts of one. */
function filled(raw: Record<string, unknown>, text: string): string | undefined {
  let whole = true;
  const made = text.replace(/\{([^}]+)\}/g, (_, way: string, at: number) => {
    const value = valueAt(raw, way);
    if (value === '' || (typeof value !== 'string' && !Number.isSafeInteger(value))) whole = false;
    return at === 0 ? String(value) : encodeURIComponent(String(value)).replaceAll('%2F', '/');
  });
  return whole ? made : undefined;
}

/** A field by its whole name, else the way to it; never what every object has. */
function valueAt(raw: Record<string, unknown>, way: string): unknown {
  if (Object.hasOwn(raw, way)) return raw[way];
  let at: unknown = raw;
  for (const step of way.split('.')) {
    if (Array.isArray(at) && step.startsWith('[')) {
      at = at.find((each) => isRecord(each) && each[step.slice(1, -1)] === true);
      continue;
    }
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Of a list of addresses the primary one if it is verified, else any verified one, else the primary one. */
export function chosenAddress(listed: unknown): { email?: string; email_verified?: boolean } {
  const addresses = listIn(listed).filter(isAddress);
  const verified = addresses.filter(isVerified);
  const chosen = verified.find(isPrimary) ?? verified[0] ?? addresses.find(isPrimary);
  return chosen ? { email: chosen.email, email_verified: isVerified(chosen) } : {};
}

interface Address {
  email: string;
  [flag: string]: unknown;
}

function isAddress(value: unknown): value is Address {
  return isRecord(value) && typeof value['email'] === 'string' && value['email'] !== '';
}

// GitHub has one pair of names for these, Bitbucket the other.
const isVerified = (address: Address): boolean => address['verified'] === true || address['is_confirmed'] === true;
const isPrimary = (address: Address): boolean => address['primary'] === true || address['is_primary'] === true;

/** The list that an answer is, or has under the name that pages of lists have. */
function listIn(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  const { values } = (isRecord(answer) ? answer : {}) as { values?: unknown };
  return Array.isArray(values) ? values : [];
}

/** An answer without its empty members: some say `null` for what the specifications leave out. */
export function withoutNulls(answer: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
}

/** Claims of two sources, the later before the earlier. Whether an address is verified is said by who names the address. */
export function together(claims: Record<string, unknown>, userInfo: Record<string, unknown>): Record<string, unknown> {
  const [earlier, later] = [withoutNulls(claims), withoutNulls(userInfo)];
  if (later['email'] === undefined) delete later['email_verified'];
  else if (later['email'] !== earlier['email']) delete earlier['email_verified'];
  return { ...earlier, ...later };
}

/** Whether an answer is an object, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
