import type { IncomingMessage } from 'node:http';
import { NotSignedInError } from '../../shared/errors.js';
import type { Auth } from '../../sessions/auth.js';

/** The signed-in user of a request, or undefined. */
export function userOf(req: IncomingMessage): Auth | undefined {
  return (req as { auth?: Auth }).auth;
}

/** The signed-in user of a request. Throws a `NotSignedInError` (401) when there is none. */
export function requireUser(req: IncomingMessage): Auth {
  const user = userOf(req);
  if (user) return user;
  throw new NotSignedInError('Nobody is signed in', { code: 'ERR_OAUTH_NOT_SIGNED_IN' });
}
