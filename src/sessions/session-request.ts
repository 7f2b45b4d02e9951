import type { Request } from 'express';
import type { Moment } from './recent-logouts.js';
import type { HeldSession, SessionBackend } from './session-backend.js';

/** The part of a request that its session needs. An `Exchange` is one. */
export interface SessionRequest {
  readonly req: Request;
  /** Where the session is kept. */
  readonly backend: SessionBackend;
  /** The instance that the request belongs to. */
  readonly instance: string;
  /** When the request arrived. */
  readonly arrival: Moment;
}

/** The session that a request holds; undefined when the app has destroyed it. */
export function heldSession(req: Request): HeldSession | undefined {
  const { session, sessionID: id, sessionStore: store } = req as Partial<Request>;
  return session && id !== undefined && store ? { id, session, store, req } : undefined;
}
