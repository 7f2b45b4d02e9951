import { digest } from '../shared/digest.js';

/** Stands for a session in every key and list: the digest of its id, so that a dump of the store holds no usable cookie. */
export type SessionHandle = string & { readonly kind: 'session handle' };

/** The last one: a request asks for the same handle several times. */
let last = { id: '', handle: digest('') as SessionHandle };

/** The handle of the session with this id. */
export function handleOf(id: string): SessionHandle {
  if (last.id !== id) last = { id, handle: digest(id) as SessionHandle };
  return last.handle;
}
