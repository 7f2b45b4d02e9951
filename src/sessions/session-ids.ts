import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { digest } from '../shared/digest.js';

const chosen = new WeakMap<IncomingMessage, string>();

/** The id of the session that a login starts, by its binding: as random as that, and of no use without our signature. */
export function sessionIdFrom(binding: string): string {
  return digest(`session of ${binding}`);
}

/** Gives the next session that is generated for a request the id that follows from this binding. */
export function chooseSessionId(req: IncomingMessage, binding: string): void {
  chosen.set(req, sessionIdFrom(binding));
}

/** A new session id: the chosen one, once, else a random one. */
export function newSessionId(req: IncomingMessage): string {
  const id = chosen.get(req);
  chosen.delete(req);
  return id ?? randomBytes(24).toString('base64url');
}
