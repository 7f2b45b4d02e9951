import type { Request } from 'express';

/**
 * Whether a request may be somebody opening a page: true unless its headers say otherwise, as those of `fetch()`, a frame, an image, a
 * prefetch or an upgrade do. Only a page visit is sent to sign in: the others would follow the redirect silently.
 * (W3C Fetch Metadata Request Headers)
 */
export function isPageVisit(req: Request): boolean {
  const { headers } = req;
  const mode = headers['sec-fetch-mode'];
  const destination = headers['sec-fetch-dest'];
  // An Android WebView sends its app's name in X-Requested-With with every navigation.
  if (headers.upgrade !== undefined || /^xmlhttprequest$/i.test(String(headers['x-requested-with'] ?? '')))
    return false;
  if (mode !== undefined && mode !== 'navigate') return false;
  if (destination !== undefined && destination !== 'document') return false;
  if (isPrefetch(req)) return false;
  return !wantsJson(req);
}

/** Whether the browser only fetches ahead of a visit that may never come. */
export function isPrefetch({ headers }: Request): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz'], headers['x-purpose']];
  return purposes.some((purpose) => /prefetch|prerender|preview/i.test(String(purpose ?? '')));
}

/** Whether a request accepts JSON, and not HTML. */
export function wantsJson(req: Request): boolean {
  const accept = req.headers.accept ?? '';
  return /[/+]json\b/i.test(accept) && !/text\/html|application\/xhtml/i.test(accept);
}
