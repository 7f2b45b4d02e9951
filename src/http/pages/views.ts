import type { OAuthErrorCode } from '../../shared/errors.js';

/** The data of the login page. */
export interface LoginView {
  /** The buttons: name of the client, text, and link. */
  buttons: readonly { client: string; label: string; href: string }[];
  /**
   * Why the user sees it: this account was not let in, the session was ended, or the address of the page that they asked for is too long
   * to be kept.
   */
  notice: 'not-let-in' | 'signed-out' | 'destination-lost' | undefined;
}

/** The data of the logout page: a question with a form, or that the user is signed out. */
export interface LogoutView {
  /** `ask`: a form that posts `ticket` to `action` signs out. `done`: nobody is signed in. */
  step: 'ask' | 'done';
  /** Where the form posts to. */
  action: string;
  /** The value that the form posts under the name `ticket`. Empty when the user is signed out. */
  ticket: string;
  /** The link to sign in again. */
  loginHref: string;
  /** The link to stay signed in. */
  homeHref: string;
  /** Whether the user may still be signed in at the provider, as it was not asked to sign them out. */
  notice: 'provider-session' | undefined;
}

/** The data of the error page. */
export interface ErrorView {
  /** The stable code; absent when there is no error to show. */
  code: OAuthErrorCode | undefined;
  /** The status that the page is sent with. */
  status: number;
  /** For the user: the problem. */
  title: string;
  /** For the user: the next step. */
  advice: string;
  /** Names this one failure in the log. */
  reference: string | undefined;
  /** For the developer: the message and the hint. Absent in production. */
  detail: string | undefined;
  /** The way on. */
  actions: readonly { label: string; href: string }[];
}
