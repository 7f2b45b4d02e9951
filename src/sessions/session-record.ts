import type { SessionData } from 'express-session';
import { hasShape, is } from '../shared/shape.js';
import { compactSignIn, expandSignIn } from './compact-sign-in.js';
import { isSignIn, type AppSession } from './session-data.js';

/** The longest record of a session. A longer one would cost every request of its user too much time. */
const MAX_RECORD_LENGTH = 1_000_000;
/** The deepest nesting in a session. express-session itself fails at some thousands. */
const MAX_DEPTH = 200;
/** The most values in a session: members, and entries of lists. Each request parses them, and express-session writes them anew twice. */
const MAX_VALUES = 20_000;

/** The cookie in a session, as express-session writes it. */
const COOKIE = {
  originalMaxAge: is.optional(is.oneOf(is.time, is.exactly(null))),
  expires: is.optional(is.oneOf(isDate, is.exactly(null))),
  path: is.optional(is.text),
  domain: is.optional(is.oneOf(is.text, is.exactly(null))),
  httpOnly: is.optional(is.flag),
  secure: is.optional(is.oneOf(is.flag, is.exactly('auto'), is.exactly(null))),
  sameSite: is.optional(is.oneOf(is.flag, is.exactly(null), isSameSite)),
  priority: is.optional(is.oneOf(isPriority, is.exactly(null))),
  partitioned: is.optional(is.oneOf(is.flag, is.exactly(null))),
};

const RECORD = {
  cookie: is.shape(COOKIE),
  signIn: is.optional(isSignIn),
};

/**
 * The session in a record; null for a record that is no well-formed session, which counts as none: it must be neither an error at every
 * visit of its browser, nor a user whom nobody has signed in.
 */
export function parseSession(text: string): SessionData | null {
  if (!isBounded(text)) return null;
  try {
    const session = JSON.parse(text) as Record<string, unknown> | null;
    if (session?.['signIn'] !== undefined) expandSignIn(session['signIn']);
    return hasShape(session, RECORD) ? (session as unknown as SessionData) : null;
  } catch {
    return null;
  }
}

/** The record of a session. Throws where JSON cannot say what is in it. */
export function sessionText(session: SessionData): string {
  const { signIn } = session as Partial<AppSession>;
  return JSON.stringify(isSignIn(signIn) ? { ...session, signIn: compactSignIn(signIn) } : session);
}

/** Whether a record can be read again: it is neither too long, nor nested too deeply, nor of too many values. */
export function isBounded(text: string): boolean {
  return text.length <= MAX_RECORD_LENGTH && (isPlainlyBounded(text) || isBoundedInside(text));
}

/** A quick look, which is enough for nearly every session: too short for so many values, and with too few brackets to be so deep. */
function isPlainlyBounded(json: string): boolean {
  if (json.length > 2 * MAX_VALUES) return false;
  let brackets = 0;
  for (const bracket of ['{', '['])
    for (let at = json.indexOf(bracket); at !== -1; at = json.indexOf(bracket, at + 1)) {
      brackets += 1;
      if (brackets > MAX_DEPTH) return false;
    }
  return true;
}

/** Whether JSON is within the limits of depth and number, found without recursion. */
function isBoundedInside(json: string): boolean {
  let depth = 0;
  let values = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charCodeAt(at);
    if (sign === 0x22) isInText = !isInText;
    else if (isInText) at += sign === 0x5c ? 1 : 0;
    else if (sign === 0x7b || sign === 0x5b) depth += 1;
    else if (sign === 0x7d || sign === 0x5d) depth -= 1;
    // Each opens with its first value, and has one more after each comma.
    if (!isInText && (sign === 0x2c || sign === 0x7b || sign === 0x5b)) values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) return false;
  }
  return true;
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isSameSite(value: unknown): boolean {
  return typeof value === 'string' && /^(?:lax|strict|none)$/i.test(value);
}

function isPriority(value: unknown): boolean {
  return typeof value === 'string' && /^(?:low|medium|high)$/i.test(value);
}
