import type { Session, SessionData } from 'express-session';
import type { ProviderSessionId } from '../records/record-keys.js';
import type { Authentication } from '../protocol/client.js';
import type { AccountDetails } from './account.js';

/** An account of a further provider that the user of a session has connected. */
export interface ConnectedAccount extends AccountDetails {
  /** Names this one connection: an account that is connected again gets a new id. */
  readonly id: string;
  /** When it was connected, in milliseconds since the epoch. */
  readonly connectedAt: number;
}

/** A requirement that a sign-in had to meet, and when that was asked for. */
export interface StepUp {
  /** The digest of the requirement. */
  wanted: string;
  /** In milliseconds since the epoch. */
  at: number;
}

/** The sign-in of a session, stored in it beside `session.auth`. */
export interface SignIn extends AccountDetails {
  /** The registration of the client at the provider: under another one, the sign-in is worth nothing. */
  readonly registration: string;
  /** The instance, which is one `oauth()` call, that let the user in. */
  readonly instance: string;
  /** The handle of the session: a sign-in that was copied into another session counts no more. */
  readonly session: string;
  /** When, in milliseconds since the epoch. The absolute limit counts from here. */
  readonly signedInAt: number;
  /** When it ends at the latest, by the limit that held at the sign-in. */
  readonly endsAt: number;
  /** When and how the user authenticated at the provider, as far as it says. */
  readonly authentication?: Authentication | undefined;
  /** The session at the provider, where its ID token names one (OIDC Back-Channel Logout 1.0, section 2.1). */
  readonly providerSession?: ProviderSessionId | undefined;
  /** What this sign-in and those just before it had to prove, the newest first. */
  readonly stepUps?: readonly StepUp[] | undefined;
  /** Where the login led: a second visit to the same redirect URI leads there, too. */
  readonly returnedTo: string;
  /** Further accounts that the user has connected, by the names of their clients. */
  connections?: Record<string, ConnectedAccount> | undefined;
}

/** A session as hooks get it: express-session's, with `auth`, and with the app's own data. */
export type AppSession = Session &
  Partial<SessionData> & {
    /** The ident of the signed-in user. Deleting it signs out; a request that runs in parallel may bring it back, unlike after `auth.logout()`. */
    auth?: string;
    /** The sign-in. */
    signIn?: SignIn;
  };

/** The sign-in of a session, if `session.auth` still says the same. */
export function signInOf({ signIn, auth }: Pick<AppSession, 'signIn' | 'auth'>): SignIn | undefined {
  const isComplete = signIn && typeof signIn.ident === 'string' && signIn.ident !== '';
  return isComplete && auth === signIn.ident ? signIn : undefined;
}

/** When a session ends at the latest, in milliseconds since the epoch: as fixed at its sign-in, or sooner by the limit that holds now. */
export function endOf({ signedInAt, endsAt }: Pick<SignIn, 'signedInAt' | 'endsAt'>, absoluteSeconds: number): number {
  return Math.min(endsAt, signedInAt + absoluteSeconds * 1000);
}
