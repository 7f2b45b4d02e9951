import type { NextFunction, Request, Response } from 'express';
import { SessionError } from '../shared/errors.js';
import { endOf, signInOf } from '../sessions/session-data.js';
import type { SignIn } from '../sessions/session-data.js';
import { accessOf, authOf } from '../sessions/auth.js';
import type { Connection } from '../sessions/auth.js';
import { disconnect } from './login/connect.js';
import { handleOf } from '../records/session-handle.js';
import type { Context, Entered } from './services.js';
import { checkMount, realmOf } from './urls.js';
import { sessionIdOf } from '../sessions/user-sessions.js';
import { endSession } from '../sessions/end-session.js';
import { stored, storeError } from '../sessions/store-call.js';

/**
 * What every request passes first, once: it gets its session, and its `req.auth` when somebody is signed in. The router
 * says where it is mounted; a guard that comes before it takes the option `mountPath`, else the root, for that.
 */
export async function enterOnce(context: Context, req: Request, res: Response, mount: string): Promise<void> {
  const before = context.entered.get(req);
  // Another oauth() of the same app may have been here since, and have put its own user there, or nobody.
  if (before?.mount === mount && req.auth === before.auth) return;
  checkMount(req, mount);
  const entered: Entered = {
    mount,
    at: before?.at ?? context.clock(),
    isRouted: before?.isRouted ?? false,
    hasForeignSession: before?.hasForeignSession ?? Boolean(req.session),
  };
  context.entered.set(req, entered);
  delete (req as Partial<Request>).auth;
  if (!req.session && !before) await attachSession(context, req, res);
  if (!req.session) {
    if (before) return;
    throw noSession();
  }
  if (!req.sessionStore) throw noSession();
  await recognize(context, req, res);
  entered.auth = req.auth;
}

async function recognize(context: Context, req: Request, res: Response): Promise<void> {
  const { absoluteSeconds, clock } = context;
  const signIn = signInOf(req.session);
  const client = signIn && context.clients.get(signIn.client);
  if (!client || signIn.realm !== realmOf(context, req)) return;
  // Copied into a session that no login made: nobody could end that one.
  const session = handleOf(req.sessionID);
  if (signIn.session !== session) return;
  const endsAt = endOf(signIn, absoluteSeconds);
  if (!(clock() < endsAt) || (await wasEnded(context, req))) {
    // In a store that did not see to it: whatever the app kept for this user goes as well.
    return stored(context.storeTimeoutMs, (done) => req.session.regenerate(done));
  }
  const owner = context.tokens.owner({ session, ident: signIn.ident, client });
  req.auth = authOf(signIn, {
    owner,
    sessionId: () => sessionIdOf(signIn.ident, session),
    keeper: context.keeper,
    endsAt,
    connections: connectionsOf(context, req, signIn),
    ...(context.endWithRefreshToken ? { onDead: () => endWithTokens(context, req, res) } : {}),
  });
}

const NO_CONNECTIONS = Object.freeze({});

/** The connections of a session whose clients there still are. */
function connectionsOf(
  context: Context,
  req: Request,
  { connections, ident }: SignIn,
): Readonly<Record<string, Connection>> {
  if (!connections) return NO_CONNECTIONS;
  const known = Object.entries(connections).flatMap(([name, account]): [string, Connection][] => {
    const client = context.clients.get(name);
    if (!client) return [];
    const owner = context.tokens.owner({
      session: handleOf(req.sessionID),
      ident: account.ident,
      client,
      connectedTo: ident,
    });
    const access = accessOf({ owner, keeper: context.keeper });
    return [
      [
        name,
        {
          ...account,
          groups: account.groups,
          client: name,
          ...access,
          disconnect: () => disconnect(context, req, name),
        },
      ],
    ];
  });
  return Object.fromEntries(known);
}

async function wasEnded(context: Context, req: Request): Promise<boolean> {
  return context.entered.get(req)?.hasForeignSession === true && context.ended.has(handleOf(req.sessionID));
}

/** Ends a session whose tokens are over, if it has not ended already. */
async function endWithTokens(context: Context, req: Request, res: Response): Promise<void> {
  if ((req as Partial<Request>).session?.signIn) await endSession(context, req, res, 'token-dead');
}

async function attachSession(context: Context, req: Request, res: Response): Promise<void> {
  await stored(context.storeTimeoutMs, (done) => {
    const next: NextFunction = (error?: unknown) => {
      // The save at the end of an answer fails here, too. The answer is out by then, so it is told and no more.
      if (error && res.headersSent) context.events.tell('failure', { error: storeError(error), reference: 'late' });
      done(error);
    };
    context.sessions(req, res, next);
  });
}

function noSession(): SessionError {
  return new SessionError('There is a req.session that express-session did not make', {
    code: 'ERR_OAUTH_NO_SESSION',
    status: 500,
    hint: 'Leave the session to oauth(), or set up express-session before it; cookie-session has no session id to change at sign-in',
  });
}
