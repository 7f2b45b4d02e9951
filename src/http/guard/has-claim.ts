import { VERIFIED_BY } from '../../protocol/user/contacts.js';

/** The claims whose text is a list with spaces between its entries (RFC 8693, section 4.2; Entra calls it `scp`). */
const SPACED_LISTS = new Set(['scope', 'scp']);

/** The claims that anybody can set to anything, unless the provider has verified them (OIDC Core, section 5.1). */
const VERIFICATIONS = new Map(VERIFIED_BY);

/** Whether an info has a claim with this value, or a list with it in it. An address or number must be verified. */
export function hasClaim(
  info: Readonly<Record<string, unknown>>,
  name: string,
  value: string | number | boolean,
): boolean {
  if (!Object.hasOwn(info, name)) return false;
  const verifiedBy = VERIFICATIONS.get(name);
  if (verifiedBy !== undefined && !(Object.hasOwn(info, verifiedBy) && info[verifiedBy] === true)) return false;
  const claim = info[name];
  if (claim === value || (Array.isArray(claim) && claim.includes(value))) return true;
  if (typeof claim !== 'string' || typeof value !== 'string' || value === '') return false;
  return SPACED_LISTS.has(name) && claim.split(' ').includes(value);
}
