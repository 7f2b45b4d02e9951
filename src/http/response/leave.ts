import type { OutgoingHttpHeader } from 'node:http';
import type { Exchange } from '../exchange.js';
import { leavingPage } from '../pages/leaving-page.js';
import { seeOther, sendPage } from './answer.js';

/** What the browser leaves for. */
export type Leaving = 'login' | 'logout';

/**
 * Sends the browser to an address that may be of another origin. Chromium applies the `form-action` of a page to the redirects after its forms, too. So where such a
 * form may have led here, the answer is a page that goes on by itself; else it is a redirect.
 */
export function leave(exchange: Exchange, url: string, leaving: Leaving): void {
  const { req, res } = exchange;
  if (!URL.canParse(url)) return seeOther(res, url);
  // The policy may be on the page of the form only. A logout is a form nearly always, and its page says what has happened.
  const isPage = mayBeBoundByPolicy(exchange) || (leaving === 'logout' && req.method === 'POST');
  if (!isPage) return seeOther(res, url);
  res.setHeader('Refresh', `0;url=${url}`);
  sendPage(res, 200, { html: leavingPage(url, leaving), ours: true });
}

/** Whether the request may come from a form of this app, whose policy restricts forms: this answer has the same policy, up to here. */
function mayBeBoundByPolicy({ req, res }: Exchange): boolean {
  return (
    req.headers['sec-fetch-site'] === 'same-origin' && restrictsForms(res.getHeader('Content-Security-Policy') ?? '')
  );
}

/** Whether one of several policies, in one header or in more, has this directive (CSP Level 3, section 2.2). */
function restrictsForms(header: OutgoingHttpHeader): boolean {
  const directives = String(header).split(/[;,]/);
  return directives.some((directive) => /^\s*form-action(?:\s|$)/i.test(directive));
}
