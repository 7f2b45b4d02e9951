import type { Fetch } from './bounded-fetch.js';
import { sentStatus } from './provider-fixes.js';
import { RefusedAnswer } from './refused-answer.js';

/** How much of an answer is searched for the request for a nonce. */
const MAX_NONCE_REQUEST_LENGTH = 2000;

/**
 * Wraps `fetch` so that it rejects with a `RefusedAnswer` for an answer that is no success. openid-client would keep neither its address nor
 * its words. It answers one kind itself: the request for a nonce in the proof.
 */
export function refusingFetch(fetch: Fetch): Fetch {
  return async function fetchOrRefuse(url, init) {
    const response = await fetch(url, init);
    if (response.ok) return response;
    const { status, headers } = response;
    const text = await response.text();
    if (asksForNonce(headers, text)) return new Response(text, { status, headers });
    const challenge = headers.get('www-authenticate');
    throw new RefusedAnswer({ url, init, status: sentStatus(response), said: text, challenge });
  };
}

/** RFC 9449, sections 8 and 9. */
function asksForNonce(headers: Headers, text: string): boolean {
  const said = `${headers.get('www-authenticate') ?? ''} ${text.slice(0, MAX_NONCE_REQUEST_LENGTH)}`;
  return headers.has('dpop-nonce') && said.includes('use_dpop_nonce');
}
