import type { Response } from 'express';
import onHeaders from 'on-headers';

/** The default of `express.static()` and `res.sendFile()`, which the app has not chosen. */
const EXPRESS_DEFAULT = /^\s*public\s*,\s*max-age=0\s*$/i;

/**
 * Keeps an answer to a signed-in user out of shared caches, and a page out of the browser's, too: after a sign-out, the Back button must
 * not show it. A `Cache-Control` that the app has set itself stays. (RFC 9111, section 5.2.2)
 */
export function keepPrivate(res: Response): void {
  if (res.headersSent) return;
  onHeaders(res, () => {
    const own = String(res.getHeader('Cache-Control') ?? '');
    if (own.trim() !== '' && !EXPRESS_DEFAULT.test(own)) return;
    res.setHeader('Cache-Control', mayBePage(res) ? 'private, no-store' : 'private, no-cache');
  });
}

/** Without a type, browsers look at the content. An answer that says "not modified" has neither. */
function mayBePage(res: Response): boolean {
  const type = res.getHeader('Content-Type');
  if (type === undefined) return res.statusCode !== 304;
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(String(type));
}
