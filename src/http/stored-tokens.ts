import { described } from '../check-options.js';
import { ConfigurationError } from '../errors.js';
import type { ApiInit } from '../protocol/api-call.js';
import { fetchAs } from '../tokens/api-access.js';
import type { TokenOwner } from '../tokens/token-keeper.js';
import { handleOf } from '../session/session-handle.js';
import type { Context } from './context.js';

/** Tokens of the app's own store are of no session. */
const NO_SESSION = handleOf('');

/** The owner of tokens in the app's own store. Throws a `ConfigurationError` when there is no such store, or no such client. */
function ownerOf(context: Context, ident: string): TokenOwner {
  if (!context.tokens.areLasting) {
    throw new ConfigurationError('Tokens are kept with their sessions: without a request there are none', {
      hint: 'Keep them in a store of your own, by the option "tokenStore"',
    });
  }
  const client = context.clients.get(ident.split(':')[0] ?? '');
  if (client) return context.tokens.owner({ session: NO_SESSION, ident, client });
  throw new ConfigurationError(
    `An ident begins with the name of a client: ${[...context.clients.keys()].join(', ')}. Got ${described(ident)}`,
  );
}

/** Calls a provider's API with the tokens of a user in the app's own store. */
export async function fetchStored(
  context: Context,
  ident: string,
  call: { path: string | URL; init: ApiInit },
): Promise<Response> {
  const owner = ownerOf(context, ident);
  return fetchAs(owner.client, (refused) => context.keeper.tokens(owner, refused), call);
}

/** Forgets the tokens of a user in the app's own store, and tells the provider. */
export async function revokeStored(context: Context, ident: string): Promise<boolean> {
  const { holder, client } = ownerOf(context, ident);
  const held = await holder.load();
  if (!held) return false;
  await context.tokens.remove({ session: NO_SESSION, ident, client });
  return client.revoke(held.tokens);
}
