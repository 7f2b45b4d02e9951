import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { digest } from '../../shared/digest.js';
import { CallbackError, isOAuthError } from '../../shared/errors.js';
import type { OAuthError } from '../../shared/errors.js';
import type { Client } from '../../protocol/client.js';
import type { LogoutToken } from '../../protocol/oidc/logout-token.js';
import type { ListedSession, ProviderSession } from '../../sessions/session-directory.js';
import { sendEmpty, sendFrame, sendProblem } from '../response/answer.js';
import type { Context } from '../services.js';
import { postedForm } from '../request/posted-form.js';
import { queryOf } from '../request/query.js';
import { endElsewhere, living } from '../../sessions/user-sessions.js';

/**
 * `POST /backchannel-logout`: the provider tells that a user has signed out there. Ends those sessions here, whichever process
 * they are on. 200 when that is done, also when there was none; 400 for a token that does not pass its checks; 502 to 504 when
 * the provider's keys or our store cannot be had, so that the provider tries again. (OIDC Back-Channel Logout 1.0, sections 2.5 to 2.8)
 */
export async function backchannelLogout(context: Context, req: Request, res: Response): Promise<void> {
  try {
    const client = clientOf(context, req);
    const token = await checkedToken(context, req, client);
    const sessions = await sessionsOf(context, { client, token });
    await Promise.all(sessions.map((each) => endElsewhere(context, each, 'provider')));
    // Only now: a provider that tries again after a failure must find its token unused.
    await context.usedTokens.add(nameOf(client, token), token.expiresAt);
    sendEmpty(res, 200);
  } catch (error) {
    if (!isOAuthError(error)) throw error;
    refuse(context, res, error);
  }
}

/**
 * `GET /frontchannel-logout`: the same in a frame, in the user's browser. Browsers keep our cookie from frames of another site:
 * so the session is found by `iss` and `sid`, which the provider has to send. (OIDC Front-Channel Logout 1.0, section 2)
 */
export async function frontchannelLogout(context: Context, req: Request, res: Response): Promise<void> {
  try {
    const client = clientOf(context, req);
    const query = queryOf(req);
    const [issuer, sid] = [query.getAll('iss'), query.getAll('sid')];
    if (issuer.length !== 1 || sid.length !== 1 || !issuer[0] || !sid[0])
      throw refused('Front-channel logout takes "iss" and "sid", each once', client);
    const { registration } = client;
    const listed = await context.directory.ofProviderSession(registration, { issuer: issuer[0], sid: sid[0] });
    const here = await living(context, listed);
    await Promise.all(here.map((each) => endElsewhere(context, each, 'provider')));
    sendFrame(res, client.issuer === undefined ? undefined : new URL(client.issuer).origin);
  } catch (error) {
    if (!isOAuthError(error)) throw error;
    refuse(context, res, error);
  }
}

function clientOf(context: Context, req: Request): Client {
  const named = req.params['client'];
  const name = typeof named === 'string' ? named : ([...context.clients.keys()][0] ?? '');
  const client = context.clients.get(name);
  if (client) return client;
  throw new CallbackError('There is no client of this name', { code: 'ERR_OAUTH_CLIENT_UNKNOWN', status: 404 });
}

async function checkedToken(context: Context, req: Request, client: Client): Promise<LogoutToken> {
  const posted = postedForm(req)?.get('logout_token');
  if (!posted || !client.logoutToken) throw refused('There is no logout token', client);
  const token = await client.logoutToken(posted);
  if (await context.usedTokens.has(nameOf(client, token))) throw refused('The logout token was used already', client);
  return token;
}

/** A session of the provider, or all sessions of a user; and if both are named, they have to belong together. */
async function sessionsOf(
  context: Context,
  { client, token: { issuer, subject, sid, issuedAt } }: { client: Client; token: LogoutToken },
): Promise<ListedSession[]> {
  const ident = subject === undefined ? undefined : `${client.name}:${subject}`;
  const { registration } = client;
  const session = sid === undefined ? undefined : { issuer, sid };
  // First: a login that is not listed yet finds it there.
  await context.recentLogouts.add({ registration, ident, session, issuedAt });
  const ofUser = ident === undefined ? [] : await context.directory.ofUser(digest(ident));
  // One that cannot be read is the user's all the same.
  const isOwn = ([, entry]: ListedSession) => entry === undefined || entry.registration === client.registration;
  const own = (await living(context, ofUser)).filter(isOwn);
  if (!session) return own;
  const listed = await living(context, await context.directory.ofProviderSession(registration, session));
  if (ident !== undefined && listed.some(([, entry]) => entry !== undefined && entry.ident !== ident))
    throw refused('The logout token names a session of another user', client);
  return [...listed, ...own.filter((each) => isOf(each, session) && !listed.some(([other]) => other === each[0]))];
}

/** Whether a session of the user is of this one at the provider. It may be where the ID token did not say of which. */
function isOf([, entry]: ListedSession, { issuer, sid }: ProviderSession): boolean {
  const { providerSession: own } = entry ?? {};
  return own === undefined || (own.issuer === issuer && own.sid === sid);
}

function nameOf(client: Client, { issuer, id }: LogoutToken): string {
  return JSON.stringify([client.name, issuer, id]);
}

function refused(message: string, client: Client): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_LOGOUT_TOKEN', client: client.name });
}

function refuse(context: Context, res: Response, error: OAuthError): void {
  const reference = randomBytes(5).toString('hex');
  context.events.tell('failure', { error, reference });
  const { code, status } = error;
  sendProblem(res, { type: 'about:blank', title: 'This logout was refused', status, code, reference });
}
