import { request } from 'node:https';
import type { RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import type { Fetch } from '../../src/protocol/transport/bounded-fetch.js';

/** Makes a `fetch` with a client certificate, as an app would. The global `fetch` supports none. */
export function certificateFetch(tls: Pick<RequestOptions, 'ca' | 'cert' | 'key'>): Fetch {
  return function fetchWithCertificate(url, { method = 'GET', headers, body, signal }) {
    return new Promise((resolve, reject) => {
      const sent = Object.fromEntries(new Headers(headers));
      // Use a new connection for each request. A kept one could outlive a server that a test has closed.
      const req = request(url, { ...tls, method, headers: sent, agent: false, ...(signal && { signal }) }, (res) => {
        const { statusCode: status = 0, headersDistinct } = res;
        const received = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        resolve(new Response(Readable.toWeb(res) as ReadableStream, { status, headers: received }));
      });
      req.on('error', reject);
      req.end(body instanceof URLSearchParams ? body.toString() : body);
    });
  };
}
