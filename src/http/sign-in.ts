import type { Request } from 'express';
import type { AppSession, SignIn, UserInfo } from '../session/signed-in-session.js';
import type { TokenSet } from '../tokens/token-set.js';
import type { Context } from './context.js';
import { stored } from './stored.js';

/** What of a session is about its sign-in, and never carried over. */
const OURS = new Set(['cookie', 'auth', 'signIn']);

/** A session with a new id that is not signed in yet. */
export interface NewSession {
  /** Goes back to the session that was there before. */
  undo(): void;
  /** Signs the user in: the new session is stored, then the old one ends. */
  commit(signIn: SignIn, tokens: TokenSet): Promise<void>;
}

/**
 * Puts a new session with a new id in the place of the request's (OWASP ASVS 7.2.4). The data of an anonymous session, or of
 * the same user's, comes along; another user's does not. Nothing is stored, and nothing ended, before `commit`.
 */
export function newSession(context: Context, req: Request, ident: string): NewSession {
  const old = { id: req.sessionID, session: req.session };
  // Who signed out by deleting `session.auth` has left the rest behind.
  const owner = old.session.auth ?? old.session.signIn?.ident;
  const carried = owner === undefined || owner === ident ? dataOf(old.session) : {};
  req.sessionStore.generate(req);
  Object.assign(req.session, carried);
  const undo = (): void => {
    req.sessionID = old.id;
    req.session = old.session;
  };
  return {
    undo,
    async commit(signIn, tokens) {
      try {
        req.session.auth = ident;
        req.session.signIn = signIn;
        await context.vault.save(req.sessionID, tokens);
        await stored(context.storeTimeoutMs, (done) => req.session.save(done));
        await end(context, req, old);
      } catch (error) {
        undo();
        throw error;
      }
    },
  };
}

async function end(context: Context, req: Request, old: { id: string; session: AppSession }): Promise<void> {
  await stored(context.storeTimeoutMs, (done) => req.sessionStore.destroy(old.id, done));
  if (old.session.signIn) await context.vault.remove(old.id);
}

function dataOf(session: AppSession): Record<string, unknown> {
  const entries = Object.entries(session).filter(([name]) => !OURS.has(name));
  // A copy: what a hook changes in it must not change the old session, should the login come to nothing.
  return structuredClone(Object.fromEntries(entries));
}

/** The info of a login, with claims of the wrong kind left out. */
export function userInfoOf(claims: Record<string, unknown> & { sub: string; raw: Record<string, unknown> }): UserInfo {
  const texts = ['name', 'given_name', 'family_name', 'preferred_username', 'picture', 'email'];
  const kept = Object.entries(claims).filter(
    ([name, value]) => value !== null && (!texts.includes(name) || typeof value === 'string'),
  );
  // "true" in a text is how some providers say it; anything else is no.
  const verified = claims['email_verified'] === true || claims['email_verified'] === 'true';
  return {
    ...Object.fromEntries(kept),
    ...('email_verified' in claims ? { email_verified: verified } : {}),
    sub: claims.sub,
    raw: claims.raw,
  };
}
