import type { SessionData } from 'express-session';
import { handleOf, type SessionHandle } from '../records/session-handle.js';
import { storeCall } from '../shared/store-call.js';
import { NO_ENDINGS, type Endings } from './ended-sessions.js';
import type { HeldSession, SessionBackend } from './session-backend.js';
import { checkWritable } from './writable-session.js';
import type { SessionStore } from './session-store.js';

/** Sessions in our own store. It writes no ended session back, so a session that it gives has not ended. */
export class OwnSessions implements SessionBackend {
  readonly kind = 'own';
  readonly #store: SessionStore;
  readonly #timeoutMs: number;

  constructor(store: SessionStore, timeoutMs: number) {
    this.#store = store;
    this.#timeoutMs = timeoutMs;
  }

  async endingsOf(): Promise<Endings> {
    return NO_ENDINGS;
  }

  async exists({ id, session }: HeldSession): Promise<boolean> {
    return !this.#store.holds(session) || (await this.#store.read(handleOf(id))) !== null;
  }

  async save({ session }: HeldSession): Promise<void> {
    checkWritable(session);
    await storeCall(this.#timeoutMs, (done) => session.save(done));
  }

  async remove({ id, session, store }: HeldSession): Promise<void> {
    if (this.#store.holds(session)) await storeCall(this.#timeoutMs, (done) => store.destroy(id, done));
  }

  end(session: SessionHandle): Promise<void> {
    return this.#store.end(session);
  }

  read(session: SessionHandle): Promise<SessionData | null> {
    return this.#store.read(session);
  }
}
