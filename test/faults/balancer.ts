import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One address for many processes. */
export interface Balancer {
  url: string;
  close(): Promise<void>;
}

/** Passes each connection to the next process, as a load balancer does, and skips processes that do not listen. */
export async function balance(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const open = new Set<Socket>();

  const join = (client: Socket, triesLeft: number): void => {
    const server = connect(ports[(turn += 1) % ports.length] as number, '127.0.0.1');
    server.once('connect', () => client.pipe(server).pipe(client));
    server.on('error', () => {
      if (server.bytesRead + server.bytesWritten === 0 && triesLeft > 0) join(client, triesLeft - 1);
      else client.destroy();
    });
    client.once('close', () => server.destroy());
  };

  const listening = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => open.delete(client));
    join(client, ports.length);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(listening.address() as AddressInfo).port}`,
    async close() {
      for (const client of open) client.destroy();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}
