import type { Client } from '../../protocol/client.js';
import { digest } from '../../shared/digest.js';
import type { Exchange } from '../exchange.js';
import type { Transaction } from './transactions.js';

/** 128 bits, base64url. */
const ORIGIN_LENGTH = 22;

/** Where a login with this client begins. */
export function originOf(exchange: Exchange, client: Client): Pick<Transaction, 'origin' | 'redirectUri'> {
  const { instance, services, urls } = exchange;
  const redirectUri = urls.redirectUri(client.name);
  // Without `baseUrl` the address is that of the request, and the response may come over another host.
  const isFixed = services.settings.baseUrl !== undefined;
  const parts = [instance, client.registration, client.issuer ?? '', isFixed ? redirectUri : ''];
  const origin = digest(JSON.stringify(parts)).slice(0, ORIGIN_LENGTH);
  return isFixed ? { origin } : { origin, redirectUri };
}

/** The client of a transaction, if this request is at the same instance and at the redirect URI of the same registration. */
export async function findClientOf(exchange: Exchange, transaction: Transaction): Promise<Client | undefined> {
  const { services, namedClient } = exchange;
  const isHere = (namedClient ?? transaction.client) === transaction.client;
  const client = isHere ? await services.clients.find(transaction.client) : undefined;
  return client && originOf(exchange, client).origin === transaction.origin ? client : undefined;
}
