import { readClaim, type ClaimNames } from './claim-source.js';

/** The claims that a further claim says to be verified (OIDC Core, section 5.1). */
export const VERIFIED_BY: readonly (readonly [contact: string, verified: string])[] = [
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
];

/** One answer of the provider about a user. */
type Source = Readonly<Record<string, unknown>>;

/**
 * The address and the number of a user, each with what is said of its verification by an answer that names the very same one. An answer may
 * name another address, or none: then its verification is of that. The first answer wins.
 */
export function readContacts(answers: readonly Source[], names: ClaimNames = {}): Record<string, unknown> {
  const contacts: Record<string, unknown> = {};
  for (const [contact, verified] of VERIFIED_BY) {
    const named = answers.map((answer) => ({ answer, value: readClaim(answer, names[contact] ?? contact) }));
    const value = named.find((each) => isText(each.value))?.value;
    if (value === undefined) continue;
    contacts[contact] = value;
    const said = named
      .filter((each) => each.value === value)
      .map(({ answer }) => readVerification(answer, { contact, verified, names }))
      .find((each) => each !== undefined);
    if (said !== undefined) contacts[verified] = said;
  }
  return contacts;
}

function readVerification(
  answer: Source,
  { contact, verified, names }: { contact: string; verified: string; names: ClaimNames },
): unknown {
  const source = names[verified];
  if (source !== undefined) return isVerified(readClaim(answer, source), readClaim(answer, names[contact] ?? contact));
  // The provider's own claim is about its own address, and not about another claim that the app takes for it.
  return names[contact] === undefined ? (answer[verified] ?? undefined) : undefined;
}

/** A time after which nobody asks again, as `2026-11-25T12:00:00Z`. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Where programs have no time, many write that of their zero: the year 1, or 1970. */
function isTime(said: unknown): boolean {
  return typeof said === 'string' && TIME.test(said) && new Date(said).getUTCFullYear() > 1970;
}

/**
 * What a provider says of an address in a claim of its own: a boolean, also as a number or a text; the time of the verification; or the
 * address itself, in a field that holds only verified ones. Undefined where it says nothing.
 */
function isVerified(said: unknown, address: unknown): boolean | undefined {
  if (said === undefined || said === null) return undefined;
  return [true, 'true', 1, '1', address].includes(said) || isTime(said);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
