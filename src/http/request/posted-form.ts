import type { Request } from 'express';

/** As our own parser takes, see `routes.ts`. */
const MAX_FORM_LENGTH = 16 * 1024;

/**
 * The posted form. Undefined when the body is no form, or holds a field twice: its value is a list then, or an object with the
 * app's own parser. An app may also have read the body as text or as bytes before us.
 */
export function postedForm(req: Request): URLSearchParams | undefined {
  const body: unknown = req.body;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const isForm = body.length <= MAX_FORM_LENGTH && req.is('application/x-www-form-urlencoded') !== false;
    return isForm ? new URLSearchParams(body.toString()) : undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const entries = Object.entries(body);
  const isFlat = entries.every((entry): entry is [string, string] => typeof entry[1] === 'string');
  return isFlat ? new URLSearchParams(entries) : undefined;
}
