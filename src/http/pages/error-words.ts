import type { OAuthErrorCode } from '../../shared/errors.js';

/** What a user reads about an error. */
interface Words {
  title: string;
  advice: string;
}

const PROVIDER_TROUBLE: Words = {
  title: 'The sign-in service has a problem',
  advice: 'It did not answer as it should. You have not been signed in. Please try again in a minute.',
};
const NOT_FINISHED: Words = {
  title: 'This sign-in could not be finished',
  advice: 'It was started in another browser, took too long, or was used already. Please start again.',
};
const NOT_SAFE: Words = {
  title: 'This sign-in was stopped',
  advice:
    'The answer of the sign-in service did not pass a safety check. You have not been signed in. Please start again.',
};
const APP_TROUBLE: Words = {
  title: 'Something is not right here',
  advice: 'The app could not finish this. Please try again, and tell its support the code below if it stays so.',
};

const SIGN_IN_AGAIN: Words = {
  title: 'Please sign in again',
  advice: 'Your sign-in at the provider has run out.',
};

/** What users read, by the code of the error. */
const WORDS: Record<OAuthErrorCode, Words> = {
  ERR_OAUTH_CONFIG: APP_TROUBLE,
  ERR_OAUTH_PROFILE: APP_TROUBLE,
  ERR_OAUTH_INSECURE_COOKIE: APP_TROUBLE,
  ERR_OAUTH_HOOK: APP_TROUBLE,
  ERR_OAUTH_NO_SESSION: APP_TROUBLE,
  ERR_OAUTH_NOT_A_NAVIGATION: {
    title: 'Open this page by itself',
    advice: 'Signing in works in a page of its own, not within another one.',
  },
  ERR_OAUTH_REQUEST_INVALID: {
    title: 'This request cannot be read',
    advice: 'Something about it is not as it should be. Please go back and try again.',
  },
  ERR_OAUTH_CLIENT_UNKNOWN: {
    title: 'There is no such sign-in',
    advice: 'Please choose one of the ways to sign in.',
  },
  ERR_OAUTH_FORBIDDEN: {
    title: 'This is not for you',
    advice: 'You are signed in, but not allowed to do this, or the sign-in service could not confirm what was needed.',
  },
  ERR_OAUTH_STEP_UP: SIGN_IN_AGAIN,
  ERR_OAUTH_LOGOUT_TOKEN: NOT_SAFE,
  ERR_OAUTH_RESPONSE_INVALID: NOT_SAFE,
  ERR_OAUTH_STATE_MISSING: NOT_FINISHED,
  ERR_OAUTH_STATE_UNKNOWN: NOT_FINISHED,
  ERR_OAUTH_CODE_MISSING: NOT_SAFE,
  ERR_OAUTH_ISSUER_MISMATCH: NOT_SAFE,
  ERR_OAUTH_ID_TOKEN: NOT_SAFE,
  ERR_OAUTH_USER_INFO: NOT_SAFE,
  ERR_OAUTH_IDENT_MISSING: PROVIDER_TROUBLE,
  ERR_OAUTH_LOOP: {
    title: 'Signing in goes round in circles',
    advice:
      'You were signed in several times within seconds. Check that cookies are allowed for this site, wait a moment, and try again.',
  },
  ERR_OAUTH_ACCESS_DENIED: {
    title: 'You did not sign in',
    advice: 'The sign-in was cancelled. You can start again whenever you like.',
  },
  ERR_OAUTH_AUTHORIZATION_RESPONSE: PROVIDER_TROUBLE,
  ERR_OAUTH_TOKEN_ENDPOINT: PROVIDER_TROUBLE,
  ERR_OAUTH_DISCOVERY: PROVIDER_TROUBLE,
  ERR_OAUTH_UNREACHABLE: PROVIDER_TROUBLE,
  ERR_OAUTH_TIMEOUT: PROVIDER_TROUBLE,
  ERR_OAUTH_BAD_RESPONSE: PROVIDER_TROUBLE,
  ERR_OAUTH_SESSION_STORE: {
    title: 'We cannot look up your session',
    advice: 'This is our fault, and you have not been signed out. Please try again in a minute.',
  },
  ERR_OAUTH_NOT_SIGNED_IN: { title: 'You are not signed in', advice: 'Please sign in to go on.' },
  ERR_OAUTH_TOKEN_EXPIRED: SIGN_IN_AGAIN,
  ERR_OAUTH_TOKEN_DEAD: SIGN_IN_AGAIN,
  ERR_OAUTH_FOREIGN_ORIGIN: APP_TROUBLE,
  ERR_OAUTH_CONNECT: {
    title: 'This account was not connected',
    advice: 'It cannot be connected to yours, or you are signed in as somebody else by now. Please start again.',
  },
};

/** What a user reads about an error with this code; without one, that there is nothing to tell. */
export function errorWords(code: OAuthErrorCode | undefined): Words {
  return code === undefined
    ? { title: 'Nothing to show', advice: 'No error is known here. You can sign in, or go home.' }
    : WORDS[code];
}
