import type { Fetch } from './bounded-fetch.js';
import { isPage, mayBePage } from './is-page.js';
import { RefusedAnswer } from './refused-answer.js';
import { sentStatus } from './refuse-success.js';
import { wholeAnswer } from './whole-answer.js';

/** How much of an answer is searched for the request for a nonce. */
const MAX_NONCE_REQUEST_LENGTH = 2000;

/**
 * Wraps `fetch` so that it rejects with a `RefusedAnswer` for an answer that is no success, and for a page in place of an answer: openid-client
 * would keep neither its address nor its words. It answers one kind itself: the request for a nonce in the proof. At the revocation endpoint
 * any body and any 2xx status mean success (RFC 7009, section 2.2).
 */
export function refusingFetch(fetch: Fetch, { revocation }: { revocation: string | undefined }): Fetch {
  const anyBody = revocation !== undefined && URL.canParse(revocation) ? new URL(revocation).href : undefined;
  return async function fetchOrRefuse(url, init) {
    const response = await fetch(url, init);
    // openid-client takes no other status than 200.
    if (response.ok && url === anyBody) return new Response(null, { status: 200 });
    if (response.ok && !mayBePage(response.headers)) return response;
    const { status, headers } = response;
    const text = await response.text();
    const isUsable = response.ok ? !isPage(headers, text) : asksForNonce(headers, text);
    if (isUsable) return wholeAnswer(text, { status, headers });
    const challenge = headers.get('www-authenticate');
    throw new RefusedAnswer({ url, init, status: sentStatus(response), said: text, challenge });
  };
}

/** RFC 9449, sections 8 and 9. */
function asksForNonce(headers: Headers, text: string): boolean {
  const said = `${headers.get('www-authenticate') ?? ''} ${text.slice(0, MAX_NONCE_REQUEST_LENGTH)}`;
  return headers.has('dpop-nonce') && said.includes('use_dpop_nonce');
}
