import { digest } from '../shared/digest.js';

/** Stands for a session in every key and list: the digest of its id, so that a dump of the store holds no usable cookie. */
export type SessionHandle = string & { readonly kind: 'session handle' };

const MAX_REMEMBERED = 1000;

/** The last ones: each request asks for the handle of its session several times. */
const remembered = new Map<string, SessionHandle>();

/** The handle of the session with this id. */
export function handleOf(id: string): SessionHandle {
  const known = remembered.get(id);
  if (known !== undefined) return known;
  const handle = digest(id) as SessionHandle;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(id, handle);
  return handle;
}
