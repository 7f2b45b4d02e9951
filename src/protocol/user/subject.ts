import { CallbackError } from '../../shared/errors.js';

/** OIDC Core, section 2: at most 255 characters. */
const LONGEST_SUBJECT = 255;

/** The provider's stable id of a user, as text. Throws a `CallbackError` for anything that names nobody. */
export function checkedSubject(id: unknown, client: string, hint?: string): string {
  // A larger number was rounded when it was read, so that two users would be one.
  const subject = typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '';
  if (subject !== '' && subject.length <= LONGEST_SUBJECT) return subject;
  throw new CallbackError('The provider does not say who the user is', {
    code: 'ERR_OAUTH_IDENT_MISSING',
    status: 502,
    client,
    hint,
  });
}

/** The id that several claims make together: one of them is taken as it is, and of several none can pretend to be two. */
export function joinedSubject(claims: Record<string, unknown>, names: readonly string[], client: string): string {
  const parts = names.map((name) => checkedSubject(claims[name], client));
  return parts.length === 1 ? (parts[0] ?? '') : checkedSubject(parts.map(encodeURIComponent).join(':'), client);
}
