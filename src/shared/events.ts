import { captureRejectionSymbol, EventEmitter } from 'node:events';
import type { OAuthError } from './errors.js';
import { storeError } from './store-call.js';
import { wordsOf } from './thrown.js';

/** Why a session ended: its user signed out, `checkInvalid` or its refresh token ended it, or `auth.sessions` or the provider did. */
export type SignOutReason = 'logout' | 'invalid' | 'token-dead' | 'ended' | 'provider';

/** The events of sign-ins, for logs and counters. No event holds a secret, a token or a code. */
export interface EventMap {
  /** A user has signed in. */
  signIn: [{ ident: string; client: string }];
  /** `getAuth` did not let an account in. */
  denied: [{ ident: string; client: string }];
  /** A session was ended. */
  signOut: [{ ident: string; reason: SignOutReason }];
  /** A signed-in user has connected a further provider. */
  connect: [{ ident: string; connected: string; client: string }];
  /** A signed-in user has disconnected a provider. */
  disconnect: [{ ident: string; connected: string; client: string }];
  /** An access token was renewed. */
  'token.refreshed': [{ ident: string; client: string }];
  /** The provider does not renew a user's tokens any more: a new sign-in is needed. */
  'token.dead': [{ ident: string; client: string }];
  /**
   * Something went wrong. The reference is the one on the error page. Where there is no page, it says where the failure happened: `late`
   * (after the response was sent), `old session` (it could not be removed at a sign-in), `revocation` (the provider did not revoke
   * tokens), `tokens` and `sessions` (they could not be removed, or taken out of the list, at a sign-out), or the name of a hook.
   */
  failure: [{ error: OAuthError; reference: string }];
}

/** The emitter of these events: `auth.events`. A listener that throws or rejects does not affect the request: it is a warning. */
export class Events extends EventEmitter<EventMap> {
  constructor() {
    super({ captureRejections: true });
  }

  /** Calls the listeners; an error that one of them throws becomes a warning. @internal */
  emitEvent<Name extends keyof EventMap>(name: Name, ...payload: EventMap[Name]): void {
    try {
      (this as EventEmitter).emit(name, ...payload);
    } catch (error) {
      warnOfListener(error, name);
    }
  }

  /** Reports a failure of a store that does not fail the request. @internal */
  reportStoreFailure(error: unknown, reference: string): void {
    this.emitEvent('failure', { error: storeError(error), reference });
  }

  /** Called by Node with the rejection of an async listener; without this it would end the process. */
  override [captureRejectionSymbol](error: unknown, ...[name]: unknown[]): void {
    warnOfListener(error, String(name));
  }
}

function warnOfListener(error: unknown, name: string): void {
  process.emitWarning(`A listener of the event "${name}" threw: ${wordsOf(error)}`, {
    type: 'OAuthWarning',
    code: 'OAUTH_LISTENER',
  });
}
