import { describeValue } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import type { ApiInit } from '../protocol/transport/api-call.js';
import { fetchAs } from './api-access.js';
import type { TokenPlace } from './token-repository.js';
import { handleOf } from '../records/session-handle.js';
import type { Context } from '../http/services.js';

/** Tokens of the app's own store are of no session. */
const NO_SESSION = handleOf('');

/** Whose tokens, in the app's own store: those of a sign-in, by its ident; or those that a user has connected. */
export type StoredUser = string | { ident: string; connectedTo: string };

/** Their place. Throws a `ConfigurationError` when there is no such store, or no such client. */
function placeOf(context: Context, user: StoredUser): TokenPlace {
  if (!context.tokens.areLasting) {
    throw new ConfigurationError('Tokens are kept with their sessions: without a request there are none', {
      hint: 'Keep them in a store of your own, by the option "tokenStore"',
    });
  }
  const { ident, connectedTo } = typeof user === 'string' ? { ident: user, connectedTo: undefined } : (user ?? {});
  const client = typeof ident === 'string' ? context.clients.get(ident.split(':')[0] ?? '') : undefined;
  if (client && ident !== undefined) return { session: NO_SESSION, ident, client, connectedTo };
  throw new ConfigurationError(
    `An ident begins with the name of a client: ${[...context.clients.keys()].join(', ')}. Got ${describeValue(ident)}`,
  );
}

/** Calls a provider's API with the tokens of a user in the app's own store. */
export async function fetchStored(
  context: Context,
  user: StoredUser,
  call: { path: string | URL; init: ApiInit },
): Promise<Response> {
  const owner = context.tokens.owner(placeOf(context, user));
  return fetchAs(owner.client, (refused) => context.keeper.tokens(owner, refused), call);
}

/** Forgets the tokens of a user in the app's own store, and tells the provider. */
export async function revokeStored(context: Context, user: StoredUser): Promise<boolean> {
  const place = placeOf(context, user);
  const tokens = await context.tokens.remove(place);
  return tokens !== undefined && place.client.revoke(tokens);
}
