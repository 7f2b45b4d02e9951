import { handleOf, type SessionHandle } from '../records/session-handle.js';
import type { SignOutReason } from '../shared/events.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { TakenRecord } from '../tokens/token-repository.js';
import type { HeldSession, SessionBackend } from './session-backend.js';
import type { Listing } from './session-directory.js';
import type { SessionServices } from './session-services.js';

/** A session that is to end. */
export interface EndingSession {
  readonly session: SessionHandle;
  /** Removes the session's data. `isLastTry`: nobody can try again after a failure. */
  readonly remove: (isLastTry: boolean) => Promise<void>;
  /** The signed-in user, if there is one. */
  readonly ident: string | undefined;
  /** Takes the session out of the lists, if it may be in some. */
  readonly unlist: (() => Promise<void>) | undefined;
  /** Whether it may have tokens. */
  readonly hasTokens: boolean;
}

/**
 * Why a session ends: a sign-out for one of the reasons of the event `signOut`; `replaced` by a new sign-in; `abandoned`, because
 * its sign-in failed; or `expired`, which was noticed later.
 */
export type EndReason = SignOutReason | 'replaced' | 'abandoned' | 'expired';

type OnFailure = 'fails' | 'reported' | 'ignored';

interface EndPolicy {
  /** A store that does not answer fails the call; or it is reported as an event, or ignored, and the rest goes on. */
  removal: OnFailure;
  unlisting: OnFailure;
  /** Whether the call waits until the provider has revoked the tokens. */
  waitsForRevocation: boolean;
}

const SIGN_OUT: EndPolicy = { removal: 'fails', unlisting: 'reported', waitsForRevocation: true };
/** The caller tries again after a failure, and finds the session in the lists. The provider may be waiting for this very response. */
const FROM_A_LIST: EndPolicy = { removal: 'fails', unlisting: 'fails', waitsForRevocation: false };
/** The new session counts already: that the old one cannot be removed does not undo it. */
const AFTER_A_SIGN_IN: EndPolicy = { removal: 'reported', unlisting: 'reported', waitsForRevocation: false };
/** Roll back. No browser has this session id, so anything that cannot be removed simply expires. */
const ROLL_BACK: EndPolicy = { removal: 'ignored', unlisting: 'ignored', waitsForRevocation: false };

const POLICIES: Record<EndReason, EndPolicy> = {
  logout: SIGN_OUT,
  invalid: SIGN_OUT,
  'token-dead': SIGN_OUT,
  ended: FROM_A_LIST,
  provider: FROM_A_LIST,
  expired: FROM_A_LIST,
  replaced: AFTER_A_SIGN_IN,
  abandoned: ROLL_BACK,
};

/** Reasons that are no sign-out, so there is no event. */
const SILENT = new Set<EndReason>(['replaced', 'abandoned', 'expired']);

/**
 * Ends a session: removes its data, its tokens, and its place in the lists; emits the event `signOut`; revokes the tokens at the
 * provider. Gives the tokens of the sign-in. Tokens with the refresh token of `kept` are not revoked: they go on in another session.
 * Rejects with a `SessionError` while the session is still there.
 */
export async function endSession(
  services: SessionServices,
  ending: EndingSession,
  { reason, kept }: { reason: EndReason; kept?: TokenSet | undefined },
): Promise<TokenSet | undefined> {
  const policy = POLICIES[reason];
  const isRemoved = await attempt(services, policy.removal, {
    work: () => ending.remove(policy.removal !== 'fails'),
    reference: 'old session',
  });
  // Only now: a renewal that was in progress finds the tokens gone, or has written them by now.
  const taken = ending.hasTokens ? await services.tokens.revoker.removeTokens(ending.session) : [];
  const revoking = services.tokens.revoker.revokeTokens(taken.filter((record) => !isKept(record, kept)));
  // After the tokens: a caller who has to try again must find the session in the list. One that is still there stays listed.
  if (isRemoved && ending.unlist)
    await attempt(services, policy.unlisting, { work: ending.unlist, reference: 'sessions' });
  if (!SILENT.has(reason)) emitEnd(services, ending, reason as SignOutReason);
  if (ending.hasTokens) await services.publishEnd(ending.session).catch(() => undefined);
  if (policy.waitsForRevocation) await revoking;
  return taken.find(({ connection }) => connection === undefined)?.tokens;
}

/** A session that a request holds, as one that is to end. */
export function endingOf(services: SessionServices, backend: SessionBackend, held: HeldSession): EndingSession {
  const session = handleOf(held.id);
  const { auth, signIn } = held.session;
  return {
    session,
    remove: (isLastTry) => backend.remove(held, isLastTry),
    ident: auth,
    unlist: signIn && (() => services.directory.remove(session, signIn)),
    hasTokens: signIn !== undefined,
  };
}

/** A session of a list, as one that is to end. `listing` says where it is listed, as far as that is known. */
export function listedEnding(
  services: SessionServices,
  session: SessionHandle,
  listed: { remove: () => Promise<void>; listing: Listing | { user: string | undefined; ident?: string | undefined } },
): EndingSession {
  const { remove, listing } = listed;
  const { directory } = services;
  return {
    session,
    remove,
    ident: listing.ident,
    unlist: async () => {
      if (!('user' in listing)) return directory.remove(session, listing);
      if (listing.user !== undefined) await directory.removeFromUser(session, listing.user);
    },
    hasTokens: true,
  };
}

function isKept({ tokens: { refreshToken } }: TakenRecord, kept: TokenSet | undefined): boolean {
  return kept !== undefined && refreshToken === kept.refreshToken;
}

function emitEnd({ events }: SessionServices, { ident }: EndingSession, reason: SignOutReason): void {
  if (ident !== undefined) events.emitEvent('signOut', { ident, reason });
}

/** Tells whether the work succeeded. A failure rejects, or is reported. */
async function attempt(
  { events }: SessionServices,
  onFailure: OnFailure,
  { work, reference }: { work: () => Promise<void>; reference: string },
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (onFailure === 'fails') throw error;
    if (onFailure === 'reported') events.reportStoreFailure(error, reference);
    return false;
  }
}
