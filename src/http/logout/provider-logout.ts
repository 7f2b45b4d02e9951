import { randomBytes } from 'node:crypto';
import type { Client } from '../../protocol/client.js';
import type { LogoutToken } from '../../protocol/oidc/logout-token.js';
import { userDigest, type ProviderSessionId } from '../../records/record-keys.js';
import { endListedSession, livingSessions, type LivingSession } from '../../sessions/listed-sessions.js';
import { CallbackError, isOAuthError, type OAuthError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { postedForm } from '../request/posted-form.js';
import { sendEmpty, sendFrame, sendProblem } from '../response/answer.js';

/**
 * `POST /backchannel-logout`: the provider says that a user has signed out there. Ends those sessions here, whichever process
 * they are on. 200 when that is done, also when there was none; 400 for a token that does not pass its checks; 502 to 504 when
 * the provider's keys or our store cannot be reached, so that the provider tries again. (OIDC Back-Channel Logout 1.0, sections 2.5 to 2.8)
 */
export async function backchannelLogout(exchange: Exchange): Promise<void> {
  await answerLogout(exchange, async (client) => {
    const { sessions } = exchange.services;
    const token = await checkLogoutToken(exchange, client);
    await endSessions(exchange, await findSessions(exchange, client, token));
    // Only now: a provider that tries again after a failure must find its token unused.
    await sessions.usedTokens.add(nameOf(client, token), token.expiresAt);
    sendEmpty(exchange.res, 200);
  });
}

/**
 * `GET /frontchannel-logout`: the same in a frame, in the user's browser. Browsers keep our cookie from frames of another site,
 * so the session is found by `iss` and `sid`, which the provider has to send. (OIDC Front-Channel Logout 1.0, section 2)
 */
export async function frontchannelLogout(exchange: Exchange): Promise<void> {
  await answerLogout(exchange, async (client) => {
    const { query, services, res } = exchange;
    const [issuers, sids] = [query.getAll('iss'), query.getAll('sid')];
    const [issuer, sid] = [issuers[0], sids[0]];
    if (issuers.length !== 1 || sids.length !== 1 || !issuer || !sid)
      throw logoutError('Front-channel logout takes "iss" and "sid", each once', client);
    const { registration } = client;
    const session = { issuer, sid };
    // First: a login in progress is in no list yet, and looks here once it is.
    await services.sessions.recentLogouts.addProviderLogout({ registration, session });
    const listed = await services.sessions.directory.ofProviderSession(registration, session);
    await endSessions(exchange, await livingSessions(services.sessions, listed));
    sendFrame(res, client.issuer === undefined ? undefined : new URL(client.issuer).origin);
  });
}

/** Does the work for the client that the path names. An error of ours is logged, and answered as a problem. */
async function answerLogout(exchange: Exchange, work: (client: Client) => Promise<void>): Promise<void> {
  const { req, services, namedClient } = exchange;
  try {
    await work(await services.clients.requireForPath(req, namedClient));
  } catch (error) {
    if (!isOAuthError(error)) throw error;
    refuseLogout(exchange, error);
  }
}

async function endSessions({ services }: Exchange, sessions: readonly LivingSession[]): Promise<void> {
  await Promise.all(sessions.map((each) => endListedSession(services.sessions, each, { reason: 'provider' })));
}

async function checkLogoutToken({ req, services }: Exchange, client: Client): Promise<LogoutToken> {
  const posted = postedForm(req)?.get('logout_token');
  if (!posted || !client.logoutToken) throw logoutError('There is no logout token', client);
  const token = await client.logoutToken(posted);
  if (await services.sessions.usedTokens.has(nameOf(client, token)))
    throw logoutError('The logout token was used already', client);
  return token;
}

/** The sessions that a logout token names: of a session at the provider, or all of a user. If both are named, they have to belong together. */
async function findSessions(
  { services: { sessions } }: Exchange,
  client: Client,
  { issuer, subject, sid, issuedAt }: LogoutToken,
): Promise<LivingSession[]> {
  const ident = subject === undefined ? undefined : `${client.name}:${subject}`;
  const { registration } = client;
  const session = sid === undefined ? undefined : { issuer, sid };
  // First: a login in progress is in no list yet, and looks here once it is.
  await sessions.recentLogouts.addProviderLogout({ registration, ident, session, issuedAt });
  const ofUser = ident === undefined ? [] : await sessions.directory.ofUser(userDigest(registration, ident));
  const own = await livingSessions(sessions, ofUser);
  if (!session) return own;
  const listed = await livingSessions(sessions, await sessions.directory.ofProviderSession(registration, session));
  if (ident !== undefined && listed.some(({ entry }) => entry !== undefined && entry.ident !== ident))
    throw logoutError('The logout token names a session of another user', client);
  const isListed = (each: LivingSession) => listed.some((other) => other.session === each.session);
  return [...listed, ...own.filter((each) => mayBelongTo(each, session) && !isListed(each))];
}

/** Whether a session of the user belongs to this session at the provider. Without a `sid` in its ID token, it may. */
function mayBelongTo({ entry }: LivingSession, { issuer, sid }: ProviderSessionId): boolean {
  const { providerSession } = entry ?? {};
  return providerSession === undefined || (providerSession.issuer === issuer && providerSession.sid === sid);
}

function nameOf({ registration }: Client, { issuer, id }: LogoutToken): readonly string[] {
  return [registration, issuer, id];
}

function logoutError(message: string, { name }: Client): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_LOGOUT_TOKEN', client: name });
}

function refuseLogout({ res, services }: Exchange, error: OAuthError): void {
  const reference = randomBytes(5).toString('hex');
  services.events.emitEvent('failure', { error, reference });
  const { code, status } = error;
  sendProblem(res, { type: 'about:blank', title: 'This logout was refused', status, code, reference });
}
