import { randomBytes } from 'node:crypto';
import { handleOf, type SessionHandle } from '../records/session-handle.js';
import type { Client } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import { clientNameOf } from '../tokens/client-finder.js';
import type { TokenAddress } from '../tokens/token-slot.js';
import type { HeldSession } from './session-backend.js';
import type { ConnectedAccount, SignIn } from './session-data.js';
import { heldSession, type SessionRequest } from './session-request.js';
import type { SessionServices } from './session-services.js';
import { checkWritable } from './writable-session.js';

/** An account that is connected to the user of a session. */
export interface NewConnection {
  client: Client;
  account: Omit<ConnectedAccount, 'id'>;
  tokens: TokenSet;
}

/**
 * Connects an account to the user of the request's session; false when that session has ended meanwhile. Rejects with a `SessionError`.
 */
export async function saveConnection(
  services: SessionServices,
  { req, backend }: SessionRequest,
  { client, account, tokens }: NewConnection,
): Promise<boolean> {
  const held = heldSession(req);
  const signIn = held?.session.signIn;
  if (!held || !signIn) return false;
  // Before the tokens are stored: without the session, nothing would lead to them.
  checkWritable(held.session);
  const { repository, revoker } = services.tokens;
  const address = addressOf(held.id, signIn.ident, { ident: account.ident, client });
  const before = connectionOf(signIn, client);
  const replaced = await repository.save(address, tokens);
  const isSame = before?.ident === account.ident;
  const id = isSame ? before.id : randomBytes(9).toString('base64url');
  const { connections } = signIn;
  try {
    // A request that is still running has the account of before in its session, and may write it back.
    if (before && !isSame) await services.ended.addConnection(handleOf(held.id), before.id, signIn.endsAt);
    signIn.connections = { ...connections, [client.name]: { ...account, id } };
    await backend.save(held);
  } catch (error) {
    signIn.connections = connections;
    if (before && !isSame) await services.ended.removeConnection(handleOf(held.id), before.id);
    if (replaced) await repository.putBack(address, replaced);
    throw error;
  }
  // The tokens of another account of the same provider, which this one replaces.
  if (replaced) void revoker.revokeTokens([replaced]);
  if (await backend.exists(held)) return true;
  const removed = await repository.remove(address);
  if (removed) await revoker.revokeTokens([removed]);
  return false;
}

/** Disconnects an account: its tokens go, here and at the provider, and the session forgets it. Rejects with a `SessionError`. */
export async function disconnect(
  services: SessionServices,
  { req, backend }: SessionRequest,
  client: Client,
): Promise<void> {
  const held = heldSession(req);
  const signIn = held?.session.signIn;
  const account = signIn && connectionOf(signIn, client);
  if (!held || !signIn || !account) return;
  const { repository, revoker } = services.tokens;
  const address = addressOf(held.id, signIn.ident, { ident: account.ident, client });
  // First: a request that is still running has the connection in its session, and may write it back.
  await services.ended.addConnection(handleOf(held.id), account.id, signIn.endsAt);
  const removed = await repository.remove(address);
  delete signIn.connections?.[client.name];
  await backend.save(held);
  const event = { ident: signIn.ident, connected: account.ident, client: client.name };
  services.events.emitEvent('disconnect', event);
  if (removed) await revoker.revokeTokens([removed]);
}

/**
 * Moves the tokens of connections to the new session of the same user. A connection that was ended meanwhile, or whose tokens another
 * sign-in has taken, is removed from the session, and tokens that nobody can use any more are revoked. The sign-in counts already: a store
 * that does not answer is reported.
 */
export async function moveConnections(
  services: SessionServices,
  { backend }: SessionRequest,
  { from, held }: { from: SessionHandle; held: HeldSession },
): Promise<void> {
  const { signIn } = held.session;
  const connections = Object.entries(signIn?.connections ?? {});
  if (!signIn || connections.length === 0) return;
  const { revoker } = services.tokens;
  const to = handleOf(held.id);
  const moved: [string, ConnectedAccount][] = [];
  for (const [name, account] of connections)
    if (await moveConnection(services, account, { from, to, connectedTo: signIn.ident })) moved.push([name, account]);
  try {
    // After the moves: a logout that has ended the new session meanwhile did not find these tokens in it.
    if (!(await backend.exists(held))) return void revoker.revokeTokens(await revoker.removeTokens(to));
    if (moved.length === connections.length) return;
    signIn.connections = Object.fromEntries(moved);
    await backend.save(held);
  } catch (error) {
    services.events.reportStoreFailure(error, 'tokens');
  }
}

/** Moves the tokens of one connection; tells whether the connection goes on. A store that does not answer is reported. */
async function moveConnection(
  services: SessionServices,
  { id, ident }: ConnectedAccount,
  { from, to, connectedTo }: { from: SessionHandle; to: SessionHandle; connectedTo: string },
): Promise<boolean> {
  const { repository, revoker } = services.tokens;
  try {
    const client = await services.clients.find(clientNameOf(ident));
    const address = client && { session: from, ident, client, connectedTo };
    if (!address || !(await repository.move(address, to))) return false;
    // After the move: the request that ends the connection may have come too late to remove the tokens itself.
    if (!(await services.ended.of(from)).connections.has(id)) return true;
    // In the app's own store they have one place for all sessions.
    const removed = repository.areLasting ? undefined : await repository.remove({ ...address, session: to });
    if (removed) void revoker.revokeTokens([removed]);
  } catch (error) {
    services.events.reportStoreFailure(error, 'tokens');
  }
  return false;
}

function addressOf(
  id: string,
  connectedTo: string,
  { ident, client }: { ident: string; client: Client },
): TokenAddress {
  return { session: handleOf(id), ident, client, connectedTo };
}

/** The account of a client that a user has connected. A client may have the name of an inherited member, such as `constructor`. */
function connectionOf({ connections = {} }: SignIn, { name }: Client): ConnectedAccount | undefined {
  return Object.hasOwn(connections, name) ? connections[name] : undefined;
}
