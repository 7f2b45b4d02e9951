import type { Session, SessionData } from 'express-session';

/** Who a provider says has signed in, in the names of OpenID Connect (OIDC Core, section 5.1), whatever the provider calls them. */
export interface UserInfo {
  /** The provider's stable id of the user. */
  sub: string;
  /** The whole name, as it is shown. */
  name?: string;
  /** The given name or names. */
  given_name?: string;
  /** The family name or names. */
  family_name?: string;
  /** The short name that the user goes by; neither unique nor lasting. */
  preferred_username?: string;
  /** The address of a picture. */
  picture?: string;
  /** The e-mail address. Ask `email_verified` before it means anything. */
  email?: string;
  /** True only where the provider says that it has checked the address. */
  email_verified?: boolean;
  /** The provider's own answer, as it came. */
  raw: Record<string, unknown>;
  /** Any other claim, as the provider sent it. */
  [claim: string]: unknown;
}

/** What a session remembers of a further provider that its user has connected. */
export interface ConnectedAccount {
  /** `<client name>:<the provider's user id>`. */
  ident: string;
  /** Who that provider says it is, as of the connection. */
  info: UserInfo;
  /** The groups of the user there, where the client asks for them and the provider tells. */
  groups?: string[] | undefined;
  /** The scopes that were granted. */
  scope: string[];
  /** When, in milliseconds since the epoch. */
  connectedAt: number;
}

/** What a session remembers of its sign-in, beside `session.auth`. */
export interface SignIn {
  /** `<client name>:<the provider's user id>`, the same as `session.auth`; another value there is nobody. */
  ident: string;
  /** The name of the client that signed the user in. */
  client: string;
  /** Which `oauth()` of the app let the user in: the path of its redirect URI. */
  realm: string;
  /** Who the provider says it is, as of the sign-in. */
  info: UserInfo;
  /** The groups of the user, where the client asks for them and the provider tells. */
  groups?: string[] | undefined;
  /** The scopes that were granted. */
  scope: string[];
  /** When, in milliseconds since the epoch. The absolute limit counts from here. */
  signedInAt: number;
  /** When it ends at the latest, as of the limit at the sign-in. */
  endsAt: number;
  /** Further providers that the user has connected, by the names of their clients. */
  connections?: Record<string, ConnectedAccount> | undefined;
  /** When and how the user authenticated at the provider, as far as it says: `at` in milliseconds since the epoch. */
  authentication?: { at?: number | undefined; acr?: string | undefined; amr?: string[] | undefined } | undefined;
  /** The session that it is of, by its handle: copied into another one, it counts no more. */
  session?: string | undefined;
  /** Our registration at the provider, where its client names it. */
  registration?: string | undefined;
  /** What the sign-in was asked to prove, beside who it is. */
  stepUp?: string | undefined;
  /** The session at the provider, where its ID token names one (OIDC Back-Channel Logout 1.0, section 2.1). */
  providerSession?: { issuer: string; sid: string } | undefined;
  /** Where the login went: where a second visit to the same redirect goes, too. */
  landing: string;
}

/**
 * When a session ends at the latest, in milliseconds since the epoch: as was fixed at its sign-in, for until then it is listed, or
 * sooner by the limit of whoever asks.
 */
export function endOf({ signedInAt, endsAt }: Pick<SignIn, 'signedInAt' | 'endsAt'>, absoluteSeconds: number): number {
  return Math.min(endsAt, signedInAt + absoluteSeconds * 1000);
}

declare module 'express-session' {
  interface SessionData {
    /** The ident of who is signed in. Deleting it signs out; a request that runs in parallel may bring it back, unlike after `auth.logout()`. */
    auth?: string;
    /** What is remembered of the sign-in. */
    signIn?: SignIn;
  }
}

/** A session as hooks get it: express-session's, with the app's own data. */
export type AppSession = Session & Partial<SessionData>;

/** The sign-in of a session, if `session.auth` still says the same. */
export function signInOf(session: AppSession): SignIn | undefined {
  const { signIn, auth } = session;
  return signIn && typeof signIn.ident === 'string' && signIn.ident !== '' && auth === signIn.ident
    ? signIn
    : undefined;
}
