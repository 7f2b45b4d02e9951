import type { Request, Response } from 'express';
import { isUnmade } from '../../sessions/unmade-session.js';
import { findSessionProblem } from '../../sessions/writable-session.js';
import type { SessionError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { fail } from './failure.js';

/** `res.end()`, whatever it is given. */
type End = (...chunk: unknown[]) => Response;

/** Headers that describe an answer which is not sent. */
const ANSWER_HEADERS = ['Location', 'Refresh', 'Content-Encoding', 'Content-Range', 'ETag', 'Last-Modified'];

/**
 * Guards a response against a session that cannot be written. express-session notices that in `res.end()` and `res.writeHead()`, and throws
 * there: into a stream or a promise where nobody catches it, and the response never ends. In its place the visitor gets the error page; a
 * response that has begun goes on, and the failure is an event. The session stays as it was stored before.
 *
 * It is called before our express-session sees the response, and returns the function to call after it. An express-session of the app's own
 * has seen it before.
 */
export function guardSession(exchange: Exchange): () => void {
  const { req, res } = exchange;
  const inner = res.end.bind(res) as End;
  let hasReachedInner = false;
  const isOwn = exchange.backend.kind === 'own';
  if (isOwn) {
    res.end = (...chunk: unknown[]) => {
      hasReachedInner = true;
      return inner(...chunk);
    };
  }
  return function guard() {
    guardHead(exchange);
    let end = res.end.bind(res) as End;
    res.end = (...chunk: unknown[]) => {
      // express-session can end a response only once, also where that fails. Ours can be left out; the app's must not get that far.
      const problem = isOwn ? undefined : findProblem(req);
      if (problem) return answerProblem(exchange, problem, () => end(...chunk));
      try {
        return end(...chunk);
      } catch (error) {
        const found = isOwn && !hasReachedInner ? findProblem(req) : undefined;
        if (!found) throw error;
        end = inner;
        return answerProblem(exchange, found, () => end(...chunk));
      }
    };
  };
}

function guardHead(exchange: Exchange): void {
  const { req, res, services } = exchange;
  const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => Response;
  res.writeHead = (...head: unknown[]) => {
    try {
      return writeHead(...head);
    } catch (error) {
      const problem = findProblem(req);
      if (!problem) throw error;
      dropSession(req);
      services.events.emitEvent('failure', { error: problem, reference: 'late' });
      return writeHead(...head);
    }
  };
}

function findProblem(req: Request): SessionError | undefined {
  if (isUnmade(req)) return undefined;
  const { session } = req as Partial<Request>;
  return session ? findSessionProblem(session) : undefined;
}

/** Answers by the error page where that is still possible; else lets the response end as it is. */
function answerProblem(exchange: Exchange, error: SessionError, endAsItIs: () => Response): Response {
  const { req, res, services } = exchange;
  dropSession(req);
  // The error page itself is on its way: the failure was reported.
  if (exchange.hasFailed) return endAsItIs();
  if (res.headersSent) {
    services.events.emitEvent('failure', { error, reference: 'late' });
    return endAsItIs();
  }
  for (const name of ANSWER_HEADERS) res.removeHeader(name);
  void fail(exchange, { error }).catch(() => endAsItIs());
  return res;
}

/** express-session writes no session that is not there, and destroys none. */
function dropSession(req: Partial<Request>): void {
  delete req.session;
}
