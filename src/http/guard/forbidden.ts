import { CallbackError } from '../../shared/errors.js';

/** A signed-in user may not do this. */
export function forbiddenError(client: string): CallbackError {
  return refusal('This user may not do that', client);
}

/** The provider did not comply with a step-up, so asking it again would make a loop. */
export function notAsAskedError(client: string | undefined): CallbackError {
  return refusal('The provider did not authenticate the user as it was asked to', client);
}

function refusal(message: string, client: string | undefined): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_FORBIDDEN', status: 403, client });
}
