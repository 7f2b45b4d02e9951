import { readClaim, type ClaimNames } from './claim-source.js';
import { VERIFIED_BY } from './contacts.js';

/**
 * Merges the claims of the ID token and the user info, without nulls; the user info wins. A claim that says whether an address is verified
 * comes along only from an answer that names the address that is kept.
 */
export function mergeClaims(
  idToken: Record<string, unknown>,
  userInfo: Record<string, unknown>,
  names: ClaimNames = {},
): Record<string, unknown> {
  const [earlier, later] = [{ ...idToken }, { ...userInfo }];
  for (const [contact, verified] of VERIFIED_BY) {
    const source = names[contact] ?? contact;
    const [before, after] = [readClaim(idToken, source), readClaim(userInfo, source)];
    const outdated = after === undefined ? later : after === before ? undefined : earlier;
    for (const claim of [verified, names[verified]].flat()) if (claim !== undefined) delete outdated?.[claim];
  }
  return { ...earlier, ...later };
}
