import type { OAuthErrorCode } from '../../shared/errors.js';

/** What the login page shows. */
export interface LoginView {
  /** A button each: what it says, and where it leads. */
  buttons: readonly { client: string; label: string; href: string }[];
  /** Why the user sees it: this account was not let in, or the session was ended. */
  notice: 'not-let-in' | 'signed-out' | undefined;
}

/** What the logout page shows: a question with a form, or that it is done. */
export interface LogoutView {
  /** `ask`: a form that posts `ticket` to `action` signs out. `done`: nobody is signed in. */
  step: 'ask' | 'done';
  /** Where the form posts to. */
  action: string;
  /** What the form posts under the name `ticket`. Empty when it is done. */
  ticket: string;
  /** Where one signs in again. */
  loginHref: string;
  /** Where one goes without signing out. */
  homeHref: string;
}

/** What the error page shows. */
export interface ErrorView {
  /** The stable code; absent when there is no error to tell. */
  code: OAuthErrorCode | undefined;
  /** The status that the page is sent with. */
  status: number;
  /** For the user: what went wrong. */
  title: string;
  /** For the user: what to do. */
  advice: string;
  /** Names this one failure in the log. */
  reference: string | undefined;
  /** For the developer: the message and what to do. Absent in production. */
  detail: string | undefined;
  /** The way on. */
  actions: readonly { label: string; href: string }[];
}
