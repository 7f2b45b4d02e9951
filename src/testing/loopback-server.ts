import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on one address, or on both loopback addresses. */
export interface ListeningServer {
  port: number;
  close: () => Promise<void>;
}

/** The system resolves `localhost` to either of these, so both must answer on the same port. */
const LOOPBACK_HOSTS = ['127.0.0.1', '::1'];
const MAX_ATTEMPTS = 10;

/**
 * Listens on `host`, or on 127.0.0.1 and, where there is IPv6, on the same port of ::1. Port 0 is any port that is free on both. Rejects with
 * an error of Node (`EADDRINUSE`, `EACCES`, …) if it cannot; then nothing listens.
 */
export async function listen(
  listener: RequestListener,
  port: number,
  host: string | undefined,
): Promise<ListeningServer> {
  const hosts = host === undefined || host === 'localhost' ? LOOPBACK_HOSTS : [host];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(listener, port, hosts);
    } catch (error) {
      // A port that is free on one address may be in use on the other.
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function listenOnAll(listener: RequestListener, wanted: number, hosts: string[]): Promise<ListeningServer> {
  const servers: Server[] = [];
  let port = wanted;
  try {
    for (const host of hosts) {
      const server = createServer(listener);
      if (!(await listenOn(server, { port, host }, servers.length > 0))) continue;
      servers.push(server);
      port = (server.address() as AddressInfo).port;
    }
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  return { port, close: () => closeAll(servers) };
}

/** Resolves to false if the address may be missing on this machine, and is: a system without IPv6. */
function listenOn(server: Server, address: { port: number; host: string }, mayBeMissing: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isMissing = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '');
      if (isMissing && mayBeMissing) resolve(false);
      else reject(error);
    });
    server.listen(address, () => resolve(true));
  });
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map(closeNow));
}

/** Closes a server and its sockets, even busy ones. */
function closeNow(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A second call gets an error, because the server is already closed.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
