import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { ServerMetadata } from 'openid-client';
import { CallbackError, isOAuthError, ProviderUnavailableError } from '../../shared/errors.js';
import type { OidcOptions } from '../options/oidc-options.js';

/** Whom a checked logout token signs out: a session at the provider, or all sessions of a user there, or both named. */
export interface LogoutToken {
  /** Who issued it. */
  issuer: string;
  /** Names the token: it counts once. */
  id: string;
  /** When it was issued, by the provider's clock, in milliseconds since the epoch. */
  issuedAt: number;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
  /** The user. */
  subject: string | undefined;
  /** The session at the provider. */
  sid: string | undefined;
}

/** What a logout token is checked against. */
export interface LogoutTokenChecks {
  /** The provider's metadata. */
  server: Pick<ServerMetadata, 'issuer' | 'id_token_signing_alg_values_supported'>;
  options: Pick<OidcOptions, 'clientId' | 'idTokenSignedResponseAlg' | 'clockToleranceSeconds' | 'subjectClaims'>;
  /** The name of the client. */
  client: string;
  now: number;
  /** The provider's keys; anew when the kept ones do not have the one that is needed. */
  keys: (anew: boolean) => Promise<JSONWebKeySet>;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** An older one is a replay, or of a provider whose clock is wrong, whatever end it states. */
const OLDEST_SECONDS = 10 * 60;
/** No identifier is longer. */
const LONGEST = 255;

/**
 * Checks a logout token in full. Rejects with a `CallbackError`, and with a `ProviderUnavailableError` when the keys cannot be had.
 * (OIDC Back-Channel Logout 1.0, sections 2.4 and 2.6)
 */
export async function checkedLogoutToken(token: string, checks: LogoutTokenChecks): Promise<LogoutToken> {
  const claims = await verified(token, checks);
  const { iss = '', jti, sub, sid, iat = 0, exp = 0, nonce, events } = claims;
  if (nonce !== undefined) throw refused('The logout token has a nonce: it may be an ID token', checks.client);
  if (!isLogoutEvent(events)) throw refused('The logout token is about no logout', checks.client);
  if (!isName(jti)) throw refused('The logout token has no "jti"', checks.client);
  // Where `sub` alone is nobody's, it names nobody.
  const { subjectClaims = ['sub'] } = checks.options;
  const subject = subjectClaims.length === 1 ? sub : undefined;
  const isNamed = (subject ?? sid) !== undefined && isSid(sid) && (sub === undefined || isName(sub));
  if (!isNamed) throw refused('The logout token names nobody', checks.client);
  return { issuer: iss, id: jti, issuedAt: iat * 1000, expiresAt: exp * 1000, subject, sid };
}

/** What of the algorithms that a provider lists can sign for it alone; RS256 when it lists none (OIDC Core, section 15.1). */
function asymmetricAlgorithms(listed: readonly string[] | undefined): string[] {
  return (listed ?? ['RS256']).filter((name) => /^(?:(?:RS|PS|ES)\d+|EdDSA|Ed25519)$/.test(name));
}

async function verified(token: string, checks: LogoutTokenChecks): Promise<JWTPayload> {
  checkType(token, checks);
  // What could not be meant for us costs the provider nothing: keys are looked up again only for what could.
  checkAddressee(token, checks);
  try {
    return await verifiedWith(token, checks, false);
  } catch (error) {
    // The signing key may be newer than the kept ones.
    if (!isOfKeys(error)) throw asOurs(error, checks);
  }
  try {
    return await verifiedWith(token, checks, true);
  } catch (error) {
    throw asOurs(error, checks);
  }
}

function asOurs(error: unknown, { client }: LogoutTokenChecks): Error {
  if (isOAuthError(error)) return error;
  const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid);
  if (isOfToken) return refused(`The logout token did not pass its checks (${error.code})`, client);
  // A key that is none, say: no fault of the token, so the provider is to try again.
  return new ProviderUnavailableError('The provider publishes no usable keys', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}

/** From whom and for whom it says to be, before any key is looked at. */
function checkAddressee(token: string, { server, options, client }: LogoutTokenChecks): void {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(token);
  } catch {
    throw refused('The logout token is none', client);
  }
  const { iss, aud } = claims;
  if (iss !== server.issuer || ![aud].flat().includes(options.clientId))
    throw refused('The logout token is not of this provider, or not for this client', client);
}

async function verifiedWith(token: string, checks: LogoutTokenChecks, anew: boolean): Promise<JWTPayload> {
  const { server, options, now } = checks;
  const { idTokenSignedResponseAlg: own, clockToleranceSeconds = 30 } = options;
  const { payload } = await jwtVerify(token, createLocalJWKSet(await checks.keys(anew)), {
    issuer: server.issuer,
    audience: options.clientId,
    algorithms: own === undefined ? asymmetricAlgorithms(server.id_token_signing_alg_values_supported) : [own],
    clockTolerance: clockToleranceSeconds,
    // Also refuses one from the future.
    maxTokenAge: OLDEST_SECONDS,
    requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    currentDate: new Date(now),
  });
  return payload;
}

/** A token of another type is none; providers of before the final specification name no type, or the general one. */
function checkType(token: string, { client }: LogoutTokenChecks): void {
  let typ: unknown;
  try {
    ({ typ } = decodeProtectedHeader(token));
  } catch {
    throw refused('The logout token is none', client);
  }
  const isRight =
    typ === undefined || (typeof typ === 'string' && /^(?:application\/)?(?:logout\+jwt|jwt)$/i.test(typ));
  if (!isRight) throw refused('The logout token is of another type', client);
}

function isOfKeys(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, EVENT)) return false;
  const event = (events as Record<string, unknown>)[EVENT];
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST;
}

function refused(message: string, client: string): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_LOGOUT_TOKEN', client });
}

function isSid(sid: unknown): sid is string | undefined {
  return sid === undefined || (typeof sid === 'string' && sid !== '');
}
