import type { SignOutReason } from '../shared/events.js';
import { endSession, listedEnding } from './end-session.js';
import { signInOf } from './session-data.js';
import type { Listing, ListedSession, SessionEntry } from './session-directory.js';
import type { SessionServices } from './session-services.js';

/** A listed session that still exists, and whether its user is signed in. */
export interface LivingSession extends ListedSession {
  readonly isSignedIn: boolean;
}

/**
 * Those listed sessions that still exist. The others have expired, and are taken out of the lists, with their tokens. A session
 * that the app signed out by deleting `session.auth` exists: a request that was running then may bring its sign-in back.
 */
export async function livingSessions(services: SessionServices, listed: ListedSession[]): Promise<LivingSession[]> {
  const looked = await Promise.all(listed.map((each) => lookAt(services, each)));
  return looked.filter((each) => each !== undefined);
}

/**
 * Ends a session of a list, wherever it is; a request of it that is still running does not bring it back. `user` is the digest of the list,
 * and `ident` its user, where they are known. Rejects with a `SessionError`.
 */
export async function endListedSession(
  services: SessionServices,
  { session, entry }: ListedSession,
  { user, ident, reason }: { user?: string | undefined; ident?: string | undefined; reason: SignOutReason },
): Promise<void> {
  const ending = listedEnding(services, session, {
    remove: async () => {
      // Without its entry it may be in either store.
      if (entry?.backend !== 'own') await services.app.end(session, entry?.endsAt);
      if (entry?.backend !== 'app') await services.own.end(session);
    },
    listing: entry ?? { user, ident },
  });
  await endSession(services, ending, { reason });
}

async function lookAt(services: SessionServices, listed: ListedSession): Promise<LivingSession | undefined> {
  const { session, entry } = listed;
  const data = await (entry?.backend === 'app' ? services.app : services.own).read(session);
  // The app's own store can be asked by the session id only.
  if (data === undefined) return { ...listed, isSignedIn: true };
  if (entry && !data) return forgetExpired(services, { session, entry });
  const signIn = data ? signInOf(data) : undefined;
  if (entry) return { ...listed, isSignedIn: signIn?.ident === entry.ident };
  // The entry is sealed with a secret that is not here: the session itself says the most of it.
  return signIn
    ? { session, entry: { ...signIn, backend: 'own' }, isSignedIn: true }
    : { ...listed, isSignedIn: false };
}

async function forgetExpired(
  services: SessionServices,
  { session, entry }: { session: ListedSession['session']; entry: SessionEntry },
): Promise<undefined> {
  const listing: Listing = entry;
  const ending = listedEnding(services, session, { remove: async () => undefined, listing });
  await endSession(services, ending, { reason: 'expired' });
}
