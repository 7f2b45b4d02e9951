import { ProviderError } from '../shared/errors.js';

/**
 * The codes of an authorization response by which providers say that nobody signed in: the user cancelled, or did not give the consent, or a
 * rule of the provider refuses the user (RFC 6749, section 4.1.2.1; OAuth Problem Reporting, section 3). Apple, LinkedIn, Microsoft, QQ, TARA
 * and Twitter have codes of their own.
 */
const CANCELLED = new Set([
  'access_denied',
  'consent_required',
  'denied',
  'permission_denied',
  'user_denied',
  'user_refused',
  'user_cancel',
  'user_canceled',
  'user_cancelled',
  'user_cancelled_authorize',
  'user_cancelled_login',
  'canceled',
  'cancelled',
]);

const HINT =
  'If the user did not cancel, a rule of the provider refuses this user or this app: look at the description, and at its logs';

/** A sign-in that the user did not finish, in the provider's words. */
interface CancelledSignIn {
  client: string;
  error: string;
  errorDescription?: string | undefined;
  cause?: Error | undefined;
}

/** Whether a code of an authorization response means that nobody signed in. */
export function isCancelled(code: string): boolean {
  return CANCELLED.has(code.toLowerCase());
}

/** The error for a sign-in that the user did not finish. It is the same at every protocol. */
export function cancelledError({ client, ...words }: CancelledSignIn): ProviderError {
  return new ProviderError('The sign-in was cancelled at the provider', {
    ...words,
    code: 'ERR_OAUTH_ACCESS_DENIED',
    status: 403,
    client,
    hint: HINT,
  });
}
