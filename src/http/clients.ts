import { describeValue } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import type { Context } from './services.js';
import type { Client } from '../protocol/client.js';

/** The clients that `oauth()` was given, by their names. Throws a `ConfigurationError`. */
export function checkedClients(given: Client | readonly Client[]): ReadonlyMap<string, Client> {
  const list: readonly Client[] = Array.isArray(given) ? given : [given as Client];
  if (list.length === 0)
    throw new ConfigurationError('oauth() takes a client or an array of clients second, got an empty array');
  const clients = new Map<string, Client>();
  for (const client of list) {
    if (typeof (client as Partial<Client> | null)?.authorize !== 'function') {
      throw new ConfigurationError(
        `oauth() takes a client second, such as oidc({ … }) makes, got ${describeValue(client)}`,
      );
    }
    if (clients.has(client.name))
      throw new ConfigurationError(`oauth(): two clients have the name "${client.name}". Give one another "name"`);
    clients.set(client.name, client);
  }
  return clients;
}

/** Each client has a path below these two: there is no other route of ours. Throws a `ConfigurationError`. */
export function checkClientPaths(paths: Context['paths'], names: readonly string[]): void {
  const others = Object.values(paths).map((path) => path.toLowerCase());
  for (const path of [paths.login, paths.redirect])
    for (const name of names)
      if (others.includes(`${path.toLowerCase()}/${name}`))
        throw new ConfigurationError(
          `oauth(): the path ${describeValue(`${path}/${name}`)} is that of the client "${name}", too`,
          {
            hint: 'Take another path, or give the client another "name"',
          },
        );
}

/** The client of a name, or the only one. Throws a `ConfigurationError`. */
export function clientFor(clients: ReadonlyMap<string, Client>, name: string | undefined): Client {
  const [first, ...others] = clients.values();
  const client = name === undefined && others.length === 0 ? first : clients.get(name ?? '');
  if (client) return client;
  throw new ConfigurationError(
    `login(): "client" takes one of ${[...clients.keys()].join(', ')}, got ${describeValue(name)}`,
  );
}
