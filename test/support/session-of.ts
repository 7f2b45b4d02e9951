import type { Request } from 'express';
import type { AppSession } from '../../src/index.js';

/** The session of a request, with what the library keeps in it. */
export function sessionOf(req: Request): AppSession {
  return req.session;
}
