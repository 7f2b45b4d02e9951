import { dropNulls } from '../drop-nulls.js';

/**
 * Merges the claims of the ID token and the user info; the user info wins. `email_verified` always comes from the source of the address
 * that is kept.
 */
export function mergeClaims(
  idToken: Record<string, unknown>,
  userInfo: Record<string, unknown>,
): Record<string, unknown> {
  const [earlier, later] = [dropNulls(idToken), dropNulls(userInfo)];
  if (later['email'] === undefined) delete later['email_verified'];
  else if (later['email'] !== earlier['email']) delete earlier['email_verified'];
  return { ...earlier, ...later };
}
