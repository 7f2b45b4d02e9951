import { userDigest } from '../records/record-keys.js';
import type { SessionHandle } from '../records/session-handle.js';
import { checkOptions, describeValue, takes, type OptionRules } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import { clientNameOf } from '../tokens/client-finder.js';
import type { Account } from './account.js';
import { endListedSession, livingSessions, type LivingSession } from './listed-sessions.js';
import { currentLogin } from './login-in-progress.js';
import { sessionIdFor } from './recognize-user.js';
import type { SessionServices } from './session-services.js';

/** A session of a user, as `auth.sessions` lists it. */
export interface UserSession extends Account {
  /** Names the session in `end()`, and in `sessionId` of its user. It says nothing of the cookie. */
  readonly id: string;
  /** The User-Agent that signed in, cut to 256 characters. */
  readonly device: string | undefined;
  /** The address that signed in, where `session: { rememberAddress: true }` was given. */
  readonly address: string | undefined;
  /** When, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When it ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** The options of `auth.sessions.endAll()`. */
export interface EndAllOptions {
  /** The id of a session that goes on. Default is none; undefined is an error, because all sessions would end. */
  except?: string;
}

/**
 * The sessions of users, in all browsers, over all processes, and over all instances that share the client's registration at the
 * provider. Every call rejects with a `SessionError` when the store does not answer, and with a `ConfigurationError` for a wrong argument.
 */
export interface Sessions {
  /** The sessions of a user, the newest first. */
  list(ident: string): Promise<UserSession[]>;
  /** Ends a session, and revokes its tokens; tells whether it existed. */
  end(id: string): Promise<boolean>;
  /**
   * Ends all sessions of a user, but for the one whose id is `except`; tells how many. A login of this user that is in progress is refused,
   * unless its own `getAuth` makes the call.
   */
  endAll(ident: string, options?: EndAllOptions): Promise<number>;
}

const endAllRules: OptionRules<EndAllOptions> = {
  except: { ...takes.string('the id of a session'), definite: true },
};

/** Makes `auth.sessions`. */
export function userSessions(services: SessionServices): Sessions {
  return {
    async list(ident) {
      const registration = await registrationOf(services, 'list', ident);
      const found = registration === undefined ? [] : await sessionsOf(services, userDigest(registration, ident));
      return found
        .flatMap(({ session, entry, isSignedIn }) => (entry && isSignedIn ? [describeSession(session, entry)] : []))
        .toSorted((one, two) => two.signedInAt - one.signedInAt);
    },
    async end(id) {
      const { user, handle } = splitId(id);
      const found = (await sessionsOf(services, user)).find(({ session }) => session === handle);
      if (!found || !(await isOfOurRegistration(services, found))) return false;
      await endListedSession(services, found, { user, reason: 'ended' });
      return true;
    },
    async endAll(ident, options = {}) {
      checkOptions<EndAllOptions>('sessions.endAll()', options, endAllRules);
      const registration = await registrationOf(services, 'endAll', ident);
      if (registration === undefined) return 0;
      // First: a login in progress is in no list yet, and looks here once it is.
      await services.recentLogouts.addEndAll({ registration, ident, login: currentLogin() });
      const user = userDigest(registration, ident);
      const ending = (await sessionsOf(services, user)).filter(
        ({ session }) => sessionIdFor({ registration, ident }, session) !== options.except,
      );
      await Promise.all(ending.map((each) => endListedSession(services, each, { user, ident, reason: 'ended' })));
      return ending.length;
    },
  };
}

async function sessionsOf(services: SessionServices, user: string): Promise<LivingSession[]> {
  return livingSessions(services, await services.directory.ofUser(user));
}

/** The registration of the client that an ident begins with; undefined when there is no such client. */
async function registrationOf(
  { clients }: SessionServices,
  method: string,
  ident: unknown,
): Promise<string | undefined> {
  if (typeof ident !== 'string')
    throw new ConfigurationError(`sessions.${method}() takes an ident, got ${describeValue(ident)}`);
  return (await clients.find(clientNameOf(ident)))?.registration;
}

function splitId(id: unknown): { user: string; handle: string } {
  const [user = '', handle = ''] = typeof id === 'string' ? id.split('.') : [];
  if (user !== '' && handle !== '') return { user, handle };
  throw new ConfigurationError(`sessions.end() takes the id of a session, got ${describeValue(id)}`);
}

/** A session whose entry cannot be read is found by its user's digest alone, which nobody else's session id has. */
async function isOfOurRegistration({ clients }: SessionServices, { entry }: LivingSession): Promise<boolean> {
  if (!entry) return true;
  return (await clients.find(entry.client))?.registration === entry.registration;
}

function describeSession(session: SessionHandle, entry: NonNullable<LivingSession['entry']>): UserSession {
  const { ident, client, device, address, signedInAt, endsAt } = entry;
  return { id: sessionIdFor(entry, session), ident, client, device, address, signedInAt, endsAt };
}
