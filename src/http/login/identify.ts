import type { AuthorizationResponse, Client, Identity } from '../../protocol/client.js';
import { checkIdentity } from '../../protocol/user/check-identity.js';
import type { Exchange } from '../exchange.js';
import { answerNormalOutcome } from './normal-outcome.js';
import type { Transaction } from './transactions.js';

/** A login whose response has come. */
interface AnsweredLogin {
  client: Client;
  transaction: Transaction;
  response: AuthorizationResponse;
}

/** The user whom the provider has verified; undefined where its refusal is no failure, and is answered. Rejects with an `OAuthError`. */
export async function identify(
  exchange: Exchange,
  { client, transaction, response }: AnsweredLogin,
): Promise<Identity | undefined> {
  let identity: Identity;
  try {
    identity = await client.identify(response);
  } catch (error) {
    const { state } = response;
    if (await answerNormalOutcome(exchange, { error, client, transaction, state })) return undefined;
    throw error;
  }
  return checkIdentity(identity, client.name);
}
