import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../../src/index.js';

/** A response: an object is sent as JSON, a string as text, and a function sends its own response. */
export type Answer = object | string | ((req: IncomingMessage, res: ServerResponse, body: string) => void);

/** A request to a provider that the stand-in received. */
interface ReceivedRequest {
  method: string;
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A local server that answers in place of a provider, and a `fetch` that sends all requests to it. */
export interface StandIn {
  fetch: Fetch;
  requests: ReceivedRequest[];
  close(): Promise<void>;
}

/** The header with the URL that a request was meant for. */
const URL_HEADER = 'x-requested-url';

/** Returns the URL that a request to the stand-in was meant for. */
export function getRequestedUrl(req: IncomingMessage): URL {
  return new URL(req.headers[URL_HEADER] as string);
}

/** Sends a JSON response. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Starts a stand-in. The keys of `answers` are a host and a path; any other URL is answered with 404. */
export async function startStandIn(answers: Record<string, Answer>): Promise<StandIn> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((req, res) => void respond(req, res));
  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const url = getRequestedUrl(req);
    requests.push({ method: req.method ?? '', url, headers: req.headers, body });
    const answer = answers[`${url.host}${url.pathname}`];
    if (typeof answer === 'function') return answer(req, res, body);
    const type = typeof answer === 'string' ? 'text/plain' : 'application/json';
    res.writeHead(answer === undefined ? 404 : 200, { 'content-type': type });
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { message: 'Not Found' }));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    fetch: (url, init) =>
      globalThis.fetch(`http://127.0.0.1:${port}/`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), [URL_HEADER]: url },
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
