import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens, on one address or on both loopback addresses. */
export interface Listening {
  port: number;
  close: () => Promise<void>;
}

/** `localhost` is either of these, as the system likes; both must answer on the same port. */
const loopback = ['127.0.0.1', '::1'];
const ATTEMPTS = 10;

/**
 * Listens on `host`, or on 127.0.0.1 and, where there is IPv6, on ::1 at the same port. Port 0 is any that is free on both.
 * Throws Node's own error (`EADDRINUSE`, `EACCES`, …) when it cannot; then nothing listens.
 */
export async function listen(listener: RequestListener, port: number, host: string | undefined): Promise<Listening> {
  const hosts = host === undefined || host === 'localhost' ? loopback : [host];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(listener, port, hosts);
    } catch (error) {
      // A free port of one address may be taken on the other.
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt === ATTEMPTS) throw error;
    }
  }
}

async function listenOnAll(listener: RequestListener, wanted: number, hosts: string[]): Promise<Listening> {
  const servers: Server[] = [];
  let port = wanted;
  try {
    for (const host of hosts) {
      const server = createServer(listener);
      if (!(await listenOn(server, port, host, servers.length > 0))) continue;
      servers.push(server);
      port = (server.address() as AddressInfo).port;
    }
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  return { port, close: () => closeAll(servers) };
}

/** False when the address does not exist here and another one already listens: a system without IPv6. */
function listenOn(server: Server, port: number, host: string, mayBeMissing: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const missing = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '');
      if (missing && mayBeMissing) resolve(false);
      else reject(error);
    });
    server.listen({ port, host }, () => resolve(true));
  });
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map(closeNow));
}

/** Ends a server and its sockets, whatever they are doing. */
function closeNow(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A second call finds the server closed, and that is all that was wanted.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
