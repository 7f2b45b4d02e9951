import type { OAuthErrorCode } from '../../shared/errors.js';

/** The words that a user reads about an error. */
export interface ErrorWords {
  title: string;
  advice: string;
}

const PROVIDER_TROUBLE: ErrorWords = {
  title: 'The sign-in service has a problem',
  advice: 'It did not answer as it should. You have not been signed in. Please try again in a minute.',
};
const NOT_FINISHED: ErrorWords = {
  title: 'This sign-in could not be finished',
  advice: 'It was started in another browser, took too long, or was used already. Please start again.',
};
const NOT_SAFE: ErrorWords = {
  title: 'This sign-in was stopped',
  advice:
    'The answer of the sign-in service did not pass a safety check. You have not been signed in. Please start again.',
};
const APP_TROUBLE: ErrorWords = {
  title: 'Something is not right here',
  advice: 'The app could not finish this. Please try again. If it stays so, give its support the code below.',
};
const SIGN_IN_AGAIN: ErrorWords = {
  title: 'Please sign in again',
  advice: 'Your sign-in at the provider has expired.',
};

const ERRORS: Record<OAuthErrorCode, ErrorWords> = {
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
    advice: 'Something in its address or form is wrong. Please go back and try again.',
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
  ERR_OAUTH_LINK_EXPIRED: {
    title: 'This link has expired',
    advice: 'Please go back to the page with the link, load it again, and follow the link once more.',
  },
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
    advice:
      'It cannot be connected to yours, it took too long, or you are signed in as somebody else by now. Please start again.',
  },
};

/** The words of all default pages. */
export const WORDS = {
  ways: { label: 'Where to go', signIn: 'Sign in', signInAgain: 'Sign in again', tryAgain: 'Try again', home: 'Home' },
  login: {
    title: 'Sign in',
    ways: 'Ways to sign in',
    notLetIn: {
      title: 'This account has no access',
      advice: 'You signed in, but this app does not let this account in. You can try another one.',
    },
    signedOut: 'Your session here has ended. You can sign in again.',
    destinationLost:
      'The address of the page that you asked for is too long to be kept. Sign in, and then open that page again.',
    with: (label: string) => `Sign in with ${label}`,
    leaving: {
      title: 'Signing in',
      heading: 'You are on the way to sign in',
      advice: 'Next, the sign-in service asks who you are.',
      goOn: 'Go on',
    },
  },
  logout: {
    ask: {
      title: 'Sign out?',
      advice: 'You have not been signed out yet.',
      yes: 'Sign out',
      no: 'Stay signed in',
    },
    done: {
      title: 'Signed out',
      heading: 'You are signed out',
      providerSession:
        'You may still be signed in at the sign-in service. Sign out there, too, if others use this device.',
      advice: 'On a shared computer, close the browser too.',
    },
    leaving: {
      title: 'Signing out',
      heading: 'You are signed out here',
      advice: 'Next, the sign-in service may ask whether to sign you out there, too.',
      goOn: 'Go on',
    },
  },
  error: {
    byCode: ERRORS,
    none: { title: 'Nothing to show', advice: 'There is no error to show. You can sign in, or go home.' },
    code: 'Code',
    reference: 'reference',
  },
} as const;

/** The words about an error with this code; without a code, that there is nothing to show. */
export function errorWords(code: OAuthErrorCode | undefined): ErrorWords {
  return code === undefined ? WORDS.error.none : WORDS.error.byCode[code];
}
