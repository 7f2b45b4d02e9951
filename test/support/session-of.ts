import type { Request } from 'express';
import type { AppSession } from '../../src/index.js';

/** The session of a request, with the library's own data. */
export function sessionOf(req: Request): AppSession {
  return req.session;
}
