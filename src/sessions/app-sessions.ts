import { parseCookie } from 'cookie';
import { handleOf, type SessionHandle } from '../records/session-handle.js';
import { storeCall } from '../shared/store-call.js';
import type { EndedSessions, Endings } from './ended-sessions.js';
import type { HeldSession, SessionBackend } from './session-backend.js';
import { checkWritable } from './writable-session.js';

/**
 * Sessions in the store of an express-session that the app set up itself. That store takes the write of any request that is still
 * running, and finds a session by its id only, so its endings are remembered beside it.
 */
export class AppSessions implements SessionBackend {
  readonly kind = 'app';
  readonly #ended: EndedSessions;
  readonly #timeoutMs: number;

  constructor(ended: EndedSessions, timeoutMs: number) {
    this.#ended = ended;
    this.#timeoutMs = timeoutMs;
  }

  endingsOf(session: SessionHandle): Promise<Endings> {
    return this.#ended.of(session);
  }

  async exists(held: HeldSession): Promise<boolean> {
    if ((await this.#ended.of(handleOf(held.id))).session) return false;
    if (isNew(held)) return true;
    let isThere = false;
    await storeCall(this.#timeoutMs, (done) =>
      held.store.get(held.id, (error: unknown, session) => {
        isThere = Boolean(session);
        done(error);
      }),
    );
    return isThere;
  }

  async save({ session }: HeldSession): Promise<void> {
    checkWritable(session);
    await storeCall(this.#timeoutMs, (done) => session.save(done));
  }

  async remove(held: HeldSession, isLastTry: boolean): Promise<void> {
    if (!isLastTry) {
      // In this order: a session that is not remembered as ended stays as it is, for the next try.
      await this.#rememberEnd(held);
      return this.#destroy(held);
    }
    const results = await Promise.allSettled([this.#rememberEnd(held), this.#destroy(held)]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #rememberEnd({ id, session: { signIn } }: HeldSession): Promise<void> {
    if (signIn) await this.#ended.addSession(handleOf(id), signIn.endsAt);
  }

  #destroy({ id, store }: HeldSession): Promise<void> {
    return storeCall(this.#timeoutMs, (done) => store.destroy(id, done));
  }

  end(session: SessionHandle, endsAt: number | undefined): Promise<void> {
    return this.#ended.addSession(session, endsAt);
  }

  async read(session: SessionHandle): Promise<null | undefined> {
    return (await this.#ended.of(session)).session ? null : undefined;
  }
}

/** Whether this very request has made the session: then no cookie of it names the session. */
function isNew({ id, req }: HeldSession): boolean {
  const values = Object.values(parseCookie(req.headers.cookie ?? ''));
  return !values.some((value) => value === id || value?.startsWith(`s:${id}.`));
}
