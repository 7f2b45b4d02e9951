import { EventEmitter } from 'node:events';
import type { OAuthError } from '../errors.js';

/** What is told about sign-ins as they happen: for logs and counters. No event holds a secret, a token or a code. */
export interface EventMap {
  /** Somebody has signed in. */
  signIn: [{ ident: string; client: string }];
  /** `getAuth` did not let somebody in. */
  denied: [{ ident: string; client: string }];
  /** A session was ended: by its user, or by `checkInvalid`. */
  signOut: [{ ident: string; reason: 'logout' | 'invalid' }];
  /** Something went wrong. The reference is the one that the error page shows. */
  failure: [{ error: OAuthError; reference: string }];
}

/** The emitter of these events: `auth.events`. A listener that throws does not touch the request. */
export class Events extends EventEmitter<EventMap> {
  /** Tells the listeners; what they throw is reported as a warning. */
  tell<Name extends keyof EventMap>(name: Name, ...payload: EventMap[Name]): void {
    try {
      (this as EventEmitter).emit(name, ...payload);
    } catch (error) {
      process.emitWarning(`A listener of the event "${name}" threw: ${(error as Error).message}`);
    }
  }
}
