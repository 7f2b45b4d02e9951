import type { IncomingMessage } from 'node:http';
import type { Auth } from '../../sessions/auth.js';
import { NotSignedInError } from '../../shared/errors.js';
import { latestExchange } from '../open-exchange.js';

/**
 * The signed-in user of a request; undefined where nobody is signed in. With several `oauth()` instances in one app it is the user of the
 * one whose router or guard saw the request last; `auth.user(req)` is for a certain one.
 */
export function userOf(req: IncomingMessage): Auth | undefined {
  return latestExchange(req)?.user;
}

/** The signed-in user of a request, as `userOf` gives it. Throws a `NotSignedInError` (401) where nobody is signed in. */
export function requireUser(req: IncomingMessage): Auth {
  return checkUser(userOf(req));
}

/** Throws a `NotSignedInError` (401) where there is no user. */
export function checkUser(user: Auth | undefined): Auth {
  if (user) return user;
  throw new NotSignedInError('Nobody is signed in', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    hint: 'On a public route, use userOf(req), which is undefined for anonymous visitors',
  });
}
