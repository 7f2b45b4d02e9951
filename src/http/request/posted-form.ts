import type { Request } from 'express';

/**
 * The form that was posted, or undefined when it is none, or none that can be trusted: a value that stood there twice is a
 * list, or an object with the app's own parser. An app may also have read it as text or as bytes before us.
 */
export function postedForm(req: Request): URLSearchParams | undefined {
  const body: unknown = req.body;
  if (typeof body === 'string' || Buffer.isBuffer(body))
    return req.is('application/x-www-form-urlencoded') === false ? undefined : new URLSearchParams(body.toString());
  if (typeof body !== 'object' || body === null) return undefined;
  const entries = Object.entries(body);
  const isFlat = entries.every((entry): entry is [string, string] => typeof entry[1] === 'string');
  return isFlat ? new URLSearchParams(entries) : undefined;
}
