import { userDigest } from '../records/record-keys.js';
import { handleOf, type SessionHandle } from '../records/session-handle.js';
import type { Client } from '../protocol/client.js';
import { storeCall } from '../shared/store-call.js';
import { providerAccess } from '../tokens/provider-access.js';
import type { Auth, Connection } from './auth.js';
import { disconnect } from './connections.js';
import { endOf, isSignIn, signInOf, type ConnectedAccount, type SignIn } from './session-data.js';
import type { SessionRequest } from './session-request.js';
import type { SessionServices } from './session-services.js';
import { peekSession } from './unmade-session.js';

/** The id by which `auth.sessions` knows a session: whose it is, and its handle, neither in the clear. */
export function sessionIdFor(
  { registration, ident }: Pick<SignIn, 'registration' | 'ident'>,
  session: SessionHandle,
): string {
  return `${userDigest(registration, ident)}.${session}`;
}

const MAX_REMEMBERED = 1000;

/** The last ids, by sessions: a session has one sign-in for its whole life, nearly every request is of one that was seen before, and hardly any needs the id. */
const remembered = new Map<SessionHandle, string>();

function rememberedIdFor(signIn: SignIn, session: SessionHandle): string {
  const known = remembered.get(session);
  if (known !== undefined) return known;
  const id = sessionIdFor(signIn, session);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(session, id);
  return id;
}

/** Who is signed in, as the session of a request says: at this instance, and with this session. */
export function signedInIdent(request: SessionRequest): string | undefined {
  return signInAt(request)?.ident;
}

/** How a user is recognized. */
export interface Recognition {
  /** Called when the provider has refused to renew the user's tokens for good. */
  onDead: (() => Promise<void>) | undefined;
  /** Whether the session was written just now, by this request: then the store need not be asked whether it has ended. */
  isFresh?: boolean;
}

/** The signed-in user of a request. Rejects with a `SessionError` when the store does not answer. */
export async function recognizeUser(
  services: SessionServices,
  request: SessionRequest,
  { onDead, isFresh = false }: Recognition,
): Promise<Auth | undefined> {
  forgetBrokenSignIn(request);
  const signIn = signInAt(request);
  const client = signIn && (await services.clients.find(signIn.client));
  // Under another registration, the ident may be another person.
  if (!client || client.registration !== signIn.registration) return undefined;
  if (!isFresh && (await hasEnded(services, request, signIn))) {
    // The store has kept it nevertheless: the data that the app kept for this user goes, too.
    await storeCall(services.settings.storeTimeoutMs, (done) => request.req.session.regenerate(done));
    return undefined;
  }
  const session = handleOf(request.req.sessionID);
  const slot = services.tokens.repository.slot({ session, ident: signIn.ident, client });
  const access = providerAccess({ slot, refresher: services.tokens.refresher, onDead });
  // Without a spread or a getter: it is made for every request, and would be several times as large.
  const user = {
    ident: signIn.ident,
    sessionId: rememberedIdFor(signIn, session),
    client: signIn.client,
    info: signIn.info,
    groups: signIn.groups,
    scope: signIn.scope,
    signedInAt: signIn.signedInAt,
    authenticatedAt: signIn.authentication?.at,
    acr: signIn.authentication?.acr,
    amr: signIn.authentication?.amr,
    connections: signIn.connections ? await connectionsOf(services, request, signIn) : NO_CONNECTIONS,
    endsAt: endOf(signIn, services.settings.absoluteSeconds),
  };
  return Object.assign(user, access);
}

/** Whether a session has ended although its store gave it. Connections that have ended are removed from it. */
async function hasEnded(services: SessionServices, { req, backend }: SessionRequest, signIn: SignIn): Promise<boolean> {
  if (services.clock() >= endOf(signIn, services.settings.absoluteSeconds)) return true;
  // Our own store gives no session that has ended.
  if (backend.kind === 'own') return false;
  const endings = await backend.endingsOf(handleOf(req.sessionID));
  if (endings.session) return true;
  for (const [name, { id }] of Object.entries(signIn.connections ?? {}))
    if (endings.connections.has(id)) delete signIn.connections?.[name];
  return false;
}

/** The store of an express-session of the app's own gives what it has: a sign-in that is not whole counts as none. */
function forgetBrokenSignIn({ req, backend }: SessionRequest): void {
  // Our own store gives none.
  if (backend.kind === 'own') return;
  const session = peekSession(req)?.session;
  if (session?.signIn !== undefined && !isSignIn(session.signIn)) delete session.signIn;
}

function signInAt({ req, instance }: SessionRequest): SignIn | undefined {
  const held = peekSession(req);
  const signIn = held && signInOf(held.session);
  // A sign-in that was copied into a session that no login has made is none: nobody could end that session.
  return signIn?.instance === instance && signIn.session === handleOf(held?.id ?? '') ? signIn : undefined;
}

/** Without inherited members: `connections.constructor` is an account, or undefined. */
const NO_CONNECTIONS = Object.freeze(Object.create(null) as Record<string, Connection>);

/** The connections of a session whose clients still exist. */
async function connectionsOf(
  services: SessionServices,
  request: SessionRequest,
  { connections = {}, ident }: SignIn,
): Promise<Readonly<Record<string, Connection>>> {
  const all = Object.create(null) as Record<string, Connection>;
  for (const [name, account] of Object.entries(connections)) {
    const client = await services.clients.find(name);
    if (!client) continue;
    const connection = connectionOf(services, request, { account, client, connectedTo: ident });
    const disconnectHere = async () => {
      await disconnect(services, request, client);
      delete all[name];
    };
    all[name] = { ...connection, disconnect: disconnectHere };
  }
  return all;
}

function connectionOf(
  services: SessionServices,
  request: SessionRequest,
  { account, client, connectedTo }: { account: ConnectedAccount; client: Client; connectedTo: string },
): Omit<Connection, 'disconnect'> {
  const { id: _id, ...details } = account;
  const session = handleOf(request.req.sessionID);
  const slot = services.tokens.repository.slot({ session, ident: account.ident, client, connectedTo });
  return {
    ...details,
    client: client.name,
    groups: account.groups,
    ...providerAccess({ slot, refresher: services.tokens.refresher }),
  };
}
