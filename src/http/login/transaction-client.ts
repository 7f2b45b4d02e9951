import type { Client } from '../../protocol/client.js';
import type { Exchange } from '../exchange.js';
import type { Transaction } from './transactions.js';

/** The client of a transaction, if this request is at the same instance and at the redirect URI of the same registration. */
export async function findClientOf(
  { services, instance, namedClient }: Exchange,
  transaction: Transaction,
): Promise<Client | undefined> {
  const isHere = transaction.instance === instance && (namedClient ?? transaction.client) === transaction.client;
  const client = isHere ? await services.clients.find(transaction.client) : undefined;
  return client?.registration === transaction.registration ? client : undefined;
}
