import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../../src/index.js';

/** An answer for an address: JSON, or a text of another type, or whatever a function makes. */
export type Answer = object | string | ((req: IncomingMessage, res: ServerResponse, body: string) => void);

/** What was asked in a provider's place. */
interface Asked {
  method: string;
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A server on this machine that answers in the place of others, and a fetch that leads there. */
export interface InPlaceOf {
  fetch: Fetch;
  asked: Asked[];
  close(): Promise<void>;
}

/** Answers by host and path; what has no answer is a 404. */
export async function inPlaceOf(answers: Record<string, Answer>): Promise<InPlaceOf> {
  const asked: Asked[] = [];
  const server = createServer((req, res) => void serve(req, res));
  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const url = new URL(req.headers['x-asked'] as string);
    asked.push({ method: req.method ?? '', url, headers: req.headers, body });
    const answer = answers[`${url.host}${url.pathname}`];
    if (typeof answer === 'function') return answer(req, res, body);
    const type = typeof answer === 'string' ? 'text/plain' : 'application/json';
    res.writeHead(answer === undefined ? 404 : 200, { 'content-type': type });
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { message: 'Not Found' }));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    fetch: (url, init) =>
      globalThis.fetch(`http://127.0.0.1:${port}/`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), 'x-asked': url },
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
