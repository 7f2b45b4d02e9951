import { SessionError } from '../shared/errors.js';
import { wordsOf } from '../shared/thrown.js';

/** A longer path to a field says no more. */
const MAX_PATH_LENGTH = 4;

/**
 * The reason why express-session cannot write a session: it holds a value that JSON cannot, such as a BigInt or a cycle, or it is no session
 * any more. Undefined for a session that can be written.
 */
export function findSessionProblem(session: unknown): SessionError | undefined {
  try {
    const { touch } = session as { touch?: unknown };
    if (typeof touch !== 'function') return unwritableError('req.session', new TypeError('It is no session any more'));
    // As express-session does when a response ends: with a function, which leaves less room for deep objects.
    touch.call(session);
    if (typeof toJson(session) === 'string') return undefined;
    return unwritableError('req.session', new TypeError('Its JSON is nothing'));
  } catch (error) {
    return unwritableError(pathToProblem(session), error);
  }
}

/** Throws a `SessionError`, status 500, for a session that express-session cannot write. */
export function checkWritable(session: object): void {
  const problem = findSessionProblem(session);
  if (problem) throw problem;
}

function toJson(value: unknown): unknown {
  return JSON.stringify(value, (_name, each: unknown) => each);
}

/** Where the value is: `req.session.row.id`. */
function pathToProblem(session: unknown): string {
  let path = 'req.session';
  let at = session;
  const seen = new Set<unknown>();
  while (seen.size < MAX_PATH_LENGTH && typeof at === 'object' && at !== null && !seen.has(at)) {
    seen.add(at);
    try {
      const name = Object.keys(at).find((each) => !isWritable(at as object, each));
      if (name === undefined) return path;
      path += `.${name}`;
      at = (at as Record<string, unknown>)[name];
    } catch {
      // A getter, or a Proxy: nothing is to be seen behind it.
      break;
    }
  }
  return path.slice(0, 200);
}

function isWritable(object: object, name: string): boolean {
  try {
    toJson((object as Record<string, unknown>)[name]);
    return true;
  } catch {
    return false;
  }
}

function unwritableError(path: string, error: unknown): SessionError {
  // Only its message is kept: the error may hold what was to be stored.
  return new SessionError('The session holds a value that no store can write', {
    code: 'ERR_OAUTH_SESSION_STORE',
    status: 500,
    hint: `Look at ${path}: a session takes what JSON can say, so no BigInt, no cycle, nothing nested thousands deep`,
    cause: new Error(wordsOf(error)),
  });
}
