import { CallbackError, ProviderUnavailableError } from '../../shared/errors.js';
import { isSafeText } from '../../shared/safe-text.js';

/** OIDC Core, section 2. */
const MAX_SUBJECT_LENGTH = 255;

/** Returns the provider's stable id of a user as text. Throws a `CallbackError` when there is none. */
export function checkSubject(id: unknown, client: string, hint?: string): string {
  // A larger number was rounded when it was parsed: two users could get the same id.
  const subject = typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '';
  if (!isSafeText(subject)) throw unsafeSubjectError(client);
  if (subject !== '' && subject.length <= MAX_SUBJECT_LENGTH) return subject;
  throw new CallbackError('The provider does not say who the user is', {
    code: 'ERR_OAUTH_IDENT_MISSING',
    status: 502,
    client,
    hint,
  });
}

function unsafeSubjectError(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The id of the user holds control characters, or is no well-formed Unicode', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
    hint: 'Two such ids may look the same once they are stored. Identify users by another claim',
  });
}

/** Builds the id of a user from several claims. A single claim stays as it is. Several are encoded, so that no value can look like two. */
export function joinSubject(claims: Record<string, unknown>, names: readonly string[], client: string): string {
  const parts = names.map((name) => checkSubject(claims[name], client));
  return parts.length === 1 ? (parts[0] ?? '') : checkSubject(parts.map(encodeURIComponent).join(':'), client);
}
