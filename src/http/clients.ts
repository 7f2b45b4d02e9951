import type { IncomingMessage } from 'node:http';
import type { Client } from '../protocol/client.js';
import { describeValue } from '../shared/check-options.js';
import { CallbackError, ConfigurationError } from '../shared/errors.js';
import type { RoutePaths } from './request/route-paths.js';
import type { ClientFinder } from '../tokens/client-finder.js';

/** The clients of one `oauth()` call, by their names: the one place where clients are found. */
export class Clients implements ClientFinder {
  /** Whether an array of clients was given: then each has a redirect URI of its own. */
  readonly areMany: boolean;
  readonly #clients: ReadonlyMap<string, Client>;

  /** Throws a `ConfigurationError` for what is no client, and for two clients of one name. */
  constructor(given: Client | readonly Client[]) {
    this.areMany = Array.isArray(given);
    this.#clients = clientsByName(this.areMany ? (given as readonly Client[]) : [given as Client]);
  }

  /** Each client has a path below these two, which no other route of ours may have. Throws a `ConfigurationError`. */
  checkPaths(paths: RoutePaths): void {
    const taken = Object.values(paths).map((path) => path.toLowerCase());
    for (const path of [paths.login, paths.redirect])
      for (const name of this.names)
        if (taken.includes(`${path.toLowerCase()}/${name}`))
          throw new ConfigurationError(
            `oauth(): the path ${describeValue(`${path}/${name}`)} is that of the client "${name}", too`,
            { hint: 'Take another path, or give the client another "name"' },
          );
  }

  get names(): readonly string[] {
    return [...this.#clients.keys()];
  }

  /** The name of the only client; undefined when there are several. */
  get soleName(): string | undefined {
    return this.#clients.size === 1 ? this.names[0] : undefined;
  }

  /** The client of this name, or undefined. */
  async find(name: string): Promise<Client | undefined> {
    return this.#clients.get(name);
  }

  /** The clients that a request may sign in with, in the order of their buttons. */
  async list(_req: IncomingMessage): Promise<readonly Client[]> {
    return [...this.#clients.values()];
  }

  /** The client that a path names below a route of ours; where it names none, the first. */
  async findForPath(_req: IncomingMessage, named: unknown): Promise<Client | undefined> {
    return this.find(typeof named === 'string' ? named : (this.names[0] ?? ''));
  }

  /** As `findForPath`. Throws a `CallbackError` with status 404 when there is no such client. */
  async requireForPath(req: IncomingMessage, named: unknown): Promise<Client> {
    return (await this.findForPath(req, named)) ?? throwUnknown('There is no client of this name');
  }

  /** The client of an issuer. Throws a `CallbackError` with status 404. */
  async requireByIssuer(req: IncomingMessage, issuer: string): Promise<Client> {
    const clients = await this.list(req);
    const client = clients.find((each) => each.issuer !== undefined && isSameIssuer(each.issuer, issuer));
    return client ?? throwUnknown('No client of this app has this issuer');
  }

  /** The client of this name, or the only one. Throws a `ConfigurationError` that names the method that was called. */
  async requireByName(caller: string, name: string | undefined): Promise<Client> {
    const wanted = name ?? this.soleName;
    const client = wanted === undefined ? undefined : await this.find(wanted);
    if (client) return client;
    throw new ConfigurationError(
      `${caller}: option "client" takes one of ${this.names.join(', ')}; got ${describeValue(name)}`,
    );
  }
}

function clientsByName(list: readonly Client[]): ReadonlyMap<string, Client> {
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

function isSameIssuer(one: string, other: string): boolean {
  return one === other || (URL.canParse(other) && new URL(one).href === new URL(other).href);
}

function throwUnknown(message: string): never {
  throw new CallbackError(message, { code: 'ERR_OAUTH_CLIENT_UNKNOWN', status: 404 });
}
