import { captureRejectionSymbol, EventEmitter } from 'node:events';
import type { OAuthError } from './errors.js';

/** What is told about sign-ins as they happen: for logs and counters. No event holds a secret, a token or a code. */
export interface EventMap {
  /** Somebody has signed in. */
  signIn: [{ ident: string; client: string }];
  /** `getAuth` did not let somebody in. */
  denied: [{ ident: string; client: string }];
  /** A session was ended: by its user, by `checkInvalid`, with its refresh token, by `auth.sessions`, or by the provider. */
  signOut: [{ ident: string; reason: 'logout' | 'invalid' | 'token-dead' | 'ended' | 'provider' }];
  /** A signed-in user has connected a further provider. */
  connect: [{ ident: string; connected: string; client: string }];
  /** A signed-in user has taken a connected provider back. */
  disconnect: [{ ident: string; connected: string; client: string }];
  /** An access token was renewed. */
  'token.refreshed': [{ ident: string; client: string }];
  /** The provider does not renew a user's tokens any more: a new sign-in is needed. */
  'token.dead': [{ ident: string; client: string }];
  /**
   * Something went wrong. The reference is the one that the error page shows; where there is no page, it says where: `late`
   * (the answer was out), `old session` (it could not be removed at a sign-in),
   * `revocation` (the provider did not take tokens back), `tokens` and `sessions` (they could not be removed, or taken out of the list, at a sign-out) or the name of a hook.
   */
  failure: [{ error: OAuthError; reference: string }];
}

/** The emitter of these events: `auth.events`. A listener that throws or rejects does not touch the request: it is a warning. */
export class Events extends EventEmitter<EventMap> {
  constructor() {
    super({ captureRejections: true });
  }

  /** Tells the listeners; what they throw is reported as a warning. */
  tell<Name extends keyof EventMap>(name: Name, ...payload: EventMap[Name]): void {
    try {
      (this as EventEmitter).emit(name, ...payload);
    } catch (error) {
      warnOf(error, name);
    }
  }

  /** Called by Node with what an async listener rejected with; without this it would end the process. */
  override [captureRejectionSymbol](error: unknown, ...[name]: unknown[]): void {
    warnOf(error, String(name));
  }
}

function warnOf(error: unknown, name: string): void {
  const words = error instanceof Error ? error.message : String(error);
  process.emitWarning(`A listener of the event "${name}" threw: ${words}`, {
    type: 'OAuthWarning',
    code: 'OAUTH_LISTENER',
  });
}
