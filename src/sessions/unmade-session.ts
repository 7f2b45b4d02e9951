import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { heldSession } from './session-request.js';
import type { HeldSession } from './session-backend.js';

/** A session that has been read, and that nobody has asked for yet. */
export interface UnmadeSession {
  /** Its id, and its data; both undefined where the browser names no session that exists. */
  readonly id: string | undefined;
  readonly data: SessionData | undefined;
  readonly store: Request['sessionStore'];
  /** Makes `req.session`, as express-session does, at once. */
  readonly make: () => void;
}

/** Not in the request: each property that it gets makes it more than a kilobyte larger. */
const unmadeSessions = new WeakMap<Request, UnmadeSession>();

/**
 * Gives a request a session that is made when somebody looks at `req.session`, or at `req.sessionID` of a new one. Most requests only ask who
 * is signed in: `peekSession` says so without it.
 */
export function attachUnmade(req: Request, unmade: UnmadeSession): void {
  req.sessionStore = unmade.store;
  unmadeSessions.set(req, unmade);
  Object.defineProperty(req, 'session', SESSION);
  Object.defineProperty(req, 'sessionID', SESSION_ID);
}

/** Whether a request has a session. Does not make it. */
export function hasSession(req: Request): boolean {
  return unmadeOf(req) !== undefined || Boolean((req as Partial<Request>).session);
}

/** Whether a request has a session that nobody has asked for yet: then nobody has changed it either. */
export function isUnmade(req: Request): boolean {
  return unmadeOf(req) !== undefined;
}

/** What the session of a request says, to read only; undefined where there is none, or a new one. Does not make it. */
export function peekSession(req: Request): Pick<HeldSession, 'id' | 'session'> | undefined {
  const unmade = unmadeOf(req);
  if (!unmade) return heldSession(req);
  const { id, data } = unmade;
  return id === undefined ? undefined : { id, session: data as HeldSession['session'] };
}

/** Without the property, the app has deleted the session unseen. */
function unmadeOf(req: Request): UnmadeSession | undefined {
  const unmade = unmadeSessions.get(req);
  return unmade && Object.hasOwn(req, 'session') ? unmade : undefined;
}

function make(req: Request): void {
  const unmade = unmadeSessions.get(req);
  unmadeSessions.delete(req);
  for (const name of ['session', 'sessionID'])
    Object.defineProperty(req, name, { value: undefined, writable: true, configurable: true, enumerable: true });
  unmade?.make();
}

const SESSION: PropertyDescriptor & ThisType<Request> = {
  configurable: true,
  enumerable: true,
  get() {
    make(this);
    return this.session;
  },
  set(session: Request['session']) {
    make(this);
    this.session = session;
  },
};

const SESSION_ID: PropertyDescriptor & ThisType<Request> = {
  configurable: true,
  enumerable: true,
  get() {
    const { id } = unmadeSessions.get(this) ?? {};
    if (id !== undefined) return id;
    make(this);
    return this.sessionID;
  },
  // `sessionStore.generate()` does so, before it makes a new session.
  set(id: string) {
    make(this);
    this.sessionID = id;
  },
};
