import type { Client } from '../protocol/client.js';

/** Finds a client of this app by its name. */
export interface ClientFinder {
  /** The names of all clients. */
  readonly names: readonly string[];
  /** The client of this name, or undefined. */
  find(name: string): Promise<Client | undefined>;
}

/** The name of the client that an ident begins with. */
export function clientNameOf(ident: string): string {
  return ident.split(':', 1)[0] ?? '';
}
