import type { Request } from 'express';
import type { SessionData } from 'express-session';
import type { SessionHandle } from '../records/session-handle.js';
import type { Endings } from './ended-sessions.js';
import type { AppSession } from './session-data.js';

/** A session as a request holds it. */
export interface HeldSession {
  readonly id: string;
  readonly session: AppSession;
  /** The store that express-session uses for it. */
  readonly store: Request['sessionStore'];
  /** The request. */
  readonly req: Request;
}

/**
 * Where express-session keeps sessions: in our own store (`OwnSessions`), or in the store of an express-session that the app set up
 * itself (`AppSessions`). Every method rejects with a `SessionError` when the store does not answer.
 */
export interface SessionBackend {
  readonly kind: 'own' | 'app';
  /** The parts of a session that have ended although the store gave them. */
  endingsOf(session: SessionHandle): Promise<Endings>;
  /** Whether a session that a request holds still exists. A session that was never stored does: no other request can have ended it. */
  exists(held: HeldSession): Promise<boolean>;
  /** Writes a session. */
  save(held: HeldSession): Promise<void>;
  /**
   * Removes a session that a request holds. With `isLastTry`, nobody can try again after a failure, so every step is tried before it rejects.
   */
  remove(held: HeldSession, isLastTry: boolean): Promise<void>;
  /** Ends a session of which only the handle is known. `endsAt` is when it would have ended by itself, where that is known. */
  end(session: SessionHandle, endsAt: number | undefined): Promise<void>;
  /** The data of a session of which only the handle is known: null when it has ended, undefined when the store cannot be asked. */
  read(session: SessionHandle): Promise<SessionData | null | undefined>;
}
