import { digest } from '../shared/digest.js';

/** What a session goes by in every key and list: the digest of its id, which says nothing of its cookie. */
export type SessionHandle = string & { readonly kind: 'session handle' };

/** The handle of the session with this id. */
export function handleOf(sessionId: string): SessionHandle {
  return digest(sessionId) as SessionHandle;
}
