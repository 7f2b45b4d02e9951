import type { Session, SessionData } from 'express-session';
import type { ProviderSessionId } from '../records/record-keys.js';
import type { Authentication } from '../protocol/client.js';
import { hasShape, is } from '../shared/shape.js';
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

const ACCOUNT = {
  ident: is.name,
  client: is.name,
  info: is.shape({ sub: is.text, raw: is.object }),
  groups: is.optional(is.listOf(is.text)),
  scope: is.listOf(is.text),
};

const SIGN_IN = {
  ...ACCOUNT,
  registration: is.text,
  instance: is.text,
  session: is.text,
  signedInAt: is.time,
  endsAt: is.time,
  authentication: is.optional(
    is.shape({ at: is.optional(is.time), acr: is.optional(is.text), amr: is.optional(is.listOf(is.text)) }),
  ),
  providerSession: is.optional(is.shape({ issuer: is.text, sid: is.text })),
  stepUps: is.optional(is.listOf(is.shape({ wanted: is.text, at: is.time }))),
  returnedTo: is.text,
  connections: is.optional(is.mapOf(is.shape({ ...ACCOUNT, id: is.text, connectedAt: is.time }))),
};

/** Whether a value in a session is a whole sign-in. The store of an express-session of the app's own gives what it has. */
export function isSignIn(value: unknown): value is SignIn {
  return hasShape(value, SIGN_IN);
}

/** The sign-in of a session that was found to be whole: each request looks at its own several times. No JSON and no copy of a session has it. */
const WHOLE = Symbol('whole sign-in');

type CheckedSession = Pick<AppSession, 'signIn' | 'auth'> & { [WHOLE]?: unknown };

/** The sign-in of a session, if it is whole, and `session.auth` still says the same. */
export function signInOf(session: CheckedSession): SignIn | undefined {
  const { signIn, auth } = session;
  if (signIn === undefined) return undefined;
  if (session[WHOLE] !== signIn) {
    if (!isSignIn(signIn)) return undefined;
    if (Object.isExtensible(session))
      Object.defineProperty(session, WHOLE, { value: signIn, configurable: true, writable: true });
  }
  return auth === signIn.ident ? signIn : undefined;
}

/** When a session ends at the latest, in milliseconds since the epoch: as fixed at its sign-in, or sooner by the limit that holds now. */
export function endOf({ signedInAt, endsAt }: Pick<SignIn, 'signedInAt' | 'endsAt'>, absoluteSeconds: number): number {
  return Math.min(endsAt, signedInAt + absoluteSeconds * 1000);
}
