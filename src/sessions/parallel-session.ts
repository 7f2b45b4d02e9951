import type { SessionData } from 'express-session';
import { handleOf } from '../records/session-handle.js';
import type { TokenSet } from '../protocol/token-set.js';
import { CallbackError } from '../shared/errors.js';
import { storeCall } from '../shared/store-call.js';
import { keepRefreshToken } from '../tokens/keep-refresh-token.js';
import { endingOf, endSession } from './end-session.js';
import type { Bindings } from './parallel-sign-ins.js';
import type { HeldSession } from './session-backend.js';
import {
  addressIn,
  checkNotLoggedOut,
  entryFor,
  loadTokens,
  restoreSession,
  signInFor,
  type NewSignIn,
  type SessionChange,
} from './session-change.js';
import { signInOf, type AppSession } from './session-data.js';
import { heldSession } from './session-request.js';

/** A session that another login of the same browser has started meanwhile. */
interface ParallelSession {
  id: string;
  data: SessionData & Partial<AppSession>;
  /** Whether its user is the one of this login. */
  isSameUser: boolean;
}

/** A login that is to be committed, and how that is done where there is no other. */
interface Committing {
  newSignIn: NewSignIn;
  tokens: TokenSet;
  commit: () => Promise<void>;
}

/**
 * Commits a login while others are pending in the same browser, which keeps one session: that of another login of this user is joined, and
 * those of other users end. Rejects as `commit` does.
 */
export async function commitBesideOthers(
  change: SessionChange,
  { newSignIn, tokens, commit }: Committing,
): Promise<void> {
  const { services, request, user } = change;
  const { bindings } = user;
  if (!bindings) return commit();
  const { parallelSignIns, events } = services;
  await parallelSignIns.inTurn([bindings.own, ...bindings.others], async () => {
    const [parallel, ...surplus] = await findParallelSessions(change, bindings);
    if (parallel?.isSameUser) await joinSession(change, parallel, { newSignIn, tokens });
    else await commit();
    if (parallel && !parallel.isSameUser) surplus.push(parallel);
    for (const each of surplus) await endParallelSession(change, each);
    const told = bindings.others.map((each) => parallelSignIns.tell(each, request.req.sessionID));
    await Promise.all(told).catch((error) => events.reportStoreFailure(error, 'sessions'));
  });
}

/** The sessions that the other logins of this browser have started, at the same instance: those of this user first. */
async function findParallelSessions(change: SessionChange, bindings: Bindings): Promise<ParallelSession[]> {
  const { services, request, old } = change;
  const ids = await services.parallelSignIns.find(request.backend, bindings);
  const found = await Promise.all(ids.filter((id) => id !== old.id).map((id) => readSession(change, id)));
  return found
    .filter((each) => each !== undefined)
    .toSorted((one, other) => Number(other.isSameUser) - Number(one.isSameUser));
}

async function readSession(change: SessionChange, id: string): Promise<ParallelSession | undefined> {
  const { services, request, user, old } = change;
  const handle = handleOf(id);
  let data: ParallelSession['data'] | undefined;
  await storeCall(services.settings.storeTimeoutMs, (done) =>
    old.store.get(id, (error: unknown, session) => {
      data = session ?? undefined;
      done(error);
    }),
  );
  const signIn = data && signInOf(data);
  if (!data || signIn?.session !== handle || signIn.instance !== request.instance) return undefined;
  if ((await request.backend.endingsOf(handle)).session) return undefined;
  const { ident, client } = user;
  return { id, data, isSameUser: signIn.ident === ident && signIn.registration === client.registration };
}

/**
 * Signs the user in again in the session of a parallel login of the same browser, whichever of the two responses arrives last: so both
 * have the same cookie, and only one session lives on. Rejects, with everything as it was before, as `commit` does.
 */
async function joinSession(
  change: SessionChange,
  parallel: ParallelSession,
  { newSignIn, tokens }: { newSignIn: NewSignIn; tokens: TokenSet },
): Promise<void> {
  const { services, request, data, old } = change;
  const { req, backend } = request;
  const assigned = data.assigned(req.session);
  req.sessionID = parallel.id;
  old.store.createSession(req, parallel.data);
  const held = heldSession(req) as HeldSession;
  try {
    await signInTo(change, held, { newSignIn, tokens, assigned });
  } catch (error) {
    restoreSession(change);
    throw error;
  }
  await endSession(services, endingOf(services, backend, old), { reason: 'replaced', kept: tokens });
}

async function signInTo(
  change: SessionChange,
  held: HeldSession,
  { newSignIn, tokens, assigned }: { newSignIn: NewSignIn; tokens: TokenSet; assigned: Record<string, unknown> },
): Promise<void> {
  const {
    services,
    request: { backend },
  } = change;
  const { connections } = held.session.signIn ?? {};
  const signIn = { ...signInFor(change, held, newSignIn), connections };
  await checkNotLoggedOut(change, { signIn, tokens });
  Object.assign(held.session, assigned, { auth: signIn.ident, signIn });
  const outdated = await saveTokens(change, held, tokens);
  await backend.save(held);
  const logouts = await services.directory.add(handleOf(held.id), entryFor(change, signIn));
  if (!(await backend.exists(held))) throw await undoJoin(change, held);
  try {
    // Only now the session is in the list of its session at the provider, where a logout finds it.
    await checkNotLoggedOut(change, { signIn, tokens, logouts });
  } catch (error) {
    await endSession(services, endingOf(services, backend, held), { reason: 'provider' });
    throw error;
  }
  if (outdated) void services.tokens.revoker.revokeTokens([outdated]);
}

/** Saves the tokens in the place of those of the parallel login, and gives these, if nobody can use their refresh token any more. */
async function saveTokens(change: SessionChange, held: HeldSession, tokens: TokenSet) {
  const { repository } = change.services.tokens;
  const address = addressIn(change, held);
  // There, they have one place for all sessions, and wait for each other themselves.
  if (repository.areLasting) return void (await repository.save(address, tokens));
  return repository.whileNotRenewed(address, async () => {
    const before = await loadTokens(change.services, address);
    const kept = keepRefreshToken(tokens, before);
    await repository.save(address, kept);
    const { ident, client } = change.user;
    if (!before || before.refreshToken === kept.refreshToken) return undefined;
    return { ident, registration: client.registration, tokens: before };
  });
}

/** The parallel session has ended meanwhile, and stays ended. */
async function undoJoin({ services, user }: SessionChange, held: HeldSession): Promise<CallbackError> {
  const handle = handleOf(held.id);
  const { signIn } = held.session;
  const { revoker } = services.tokens;
  await revoker.revokeTokens(await revoker.removeTokens(handle));
  if (signIn) await services.directory.remove(handle, signIn);
  return new CallbackError('The user was signed out during the login', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    status: 403,
    client: user.client.name,
  });
}

/** Ends the session of another user that a parallel login has started: the browser keeps one. */
async function endParallelSession(change: SessionChange, { id, data }: ParallelSession): Promise<void> {
  const { services, request, old } = change;
  const session = old.store.createSession({ sessionID: id, sessionStore: old.store } as never, data);
  const held = { ...old, id, session };
  await endSession(services, endingOf(services, request.backend, held), { reason: 'replaced' });
}
