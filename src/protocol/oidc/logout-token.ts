import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { ServerMetadata } from 'openid-client';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from '../jose.js';
import { CallbackError, isOAuthError, ProviderUnavailableError } from '../../shared/errors.js';
import { DECRYPTION_HINT, ENCRYPTED_HINT } from '../oauth2/explain-decryption.js';
import { isEncrypted } from '../oauth2/is-encrypted.js';
import { isSafeText } from '../../shared/safe-text.js';
import type { OidcOptions } from '../options/oidc-options.js';
import type { Decryption } from './decryption.js';

/** A verified logout token. It signs out a session at the provider, all sessions of a user there, or names both. */
export interface LogoutToken {
  /** The issuer. */
  issuer: string;
  /** The id of the token. Each id is accepted once. */
  id: string;
  /** When it was issued, by the provider's clock, in milliseconds since the epoch. */
  issuedAt: number;
  /** When it expires, in milliseconds since the epoch. */
  expiresAt: number;
  /** The user. */
  subject: string | undefined;
  /** The session at the provider. */
  sid: string | undefined;
}

/** The values and keys that a logout token is verified with. */
export interface LogoutTokenChecks {
  /** The provider's metadata. */
  server: Pick<ServerMetadata, 'issuer' | 'id_token_signing_alg_values_supported'>;
  options: Pick<OidcOptions, 'clientId' | 'idTokenSignedResponseAlg' | 'clockToleranceSeconds' | 'subjectClaims'>;
  /** The name of the client. */
  client: string;
  now: number;
  decryption: Decryption;
  /** Reads the provider's keys. */
  readKeys: () => Promise<JSONWebKeySet>;
  /** Looks up newer keys. Resolves to false when that is not possible now. */
  lookUpKeys: () => Promise<boolean>;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** An older token is a replay, or the provider's clock is wrong, even if it has not expired. */
const MAX_AGE_SECONDS = 10 * 60;
const MAX_ID_LENGTH = 255;
/** As in an ID token. */
const MAX_SID_LENGTH = 1000;

/**
 * Verifies a logout token completely. Rejects with a `CallbackError`, or with a `ProviderUnavailableError` when the keys are not available.
 * (OIDC Back-Channel Logout 1.0, sections 2.4 and 2.6)
 */
export async function verifyLogoutToken(sent: string, checks: LogoutTokenChecks): Promise<LogoutToken> {
  const { client, options } = checks;
  const token = isEncrypted(sent) ? await decryptToken(sent, checks) : sent;
  checkType(token, client);
  // Before the signature: a token that cannot be for us must not cause a request for keys.
  checkAddressee(token, checks);
  const claims = await verifySignature(token, checks);
  const { iss = '', jti, sub, sid, iat = 0, exp = 0, nonce, events } = claims;
  if (nonce !== undefined) throw refusedError('The logout token has a nonce: it may be an ID token', client);
  if (!isLogoutEvent(events)) throw refusedError('The logout token has no logout event', client);
  if (!isId(jti)) throw refusedError('The logout token has no "jti"', client);
  // When several claims identify a user, `sub` alone does not.
  const { subjectClaims = ['sub'] } = options;
  const subject = subjectClaims.length === 1 ? sub : undefined;
  const namesSomebody = (subject ?? sid) !== undefined && isSid(sid) && (sub === undefined || isId(sub));
  if (!namesSomebody) throw refusedError('The logout token names neither a user nor a session', client);
  return { issuer: iss, id: jti, issuedAt: iat * 1000, expiresAt: exp * 1000, subject, sid };
}

/** The signed token in an encrypted one (section 2.4). */
async function decryptToken(token: string, { decryption, client }: LogoutTokenChecks): Promise<string> {
  if (!decryption.isPossible) throw refusedError('The logout token is encrypted', client, ENCRYPTED_HINT);
  try {
    return await decryption.decrypt(token);
  } catch (error) {
    if (isOAuthError(error)) throw error;
    throw refusedError('The logout token cannot be decrypted', client, DECRYPTION_HINT);
  }
}

/** Refuses other types of tokens. Providers that predate the final specification send no type, or `JWT`. */
function checkType(token: string, client: string): void {
  let typ: unknown;
  try {
    ({ typ } = decodeProtectedHeader(token));
  } catch {
    throw refusedError('The logout token is not a JWT', client);
  }
  const isRight =
    typ === undefined || (typeof typ === 'string' && /^(?:application\/)?(?:logout\+jwt|jwt)$/i.test(typ));
  if (!isRight) throw refusedError('The logout token is of another type', client);
}

function checkAddressee(token: string, { server, options, client }: LogoutTokenChecks): void {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(token);
  } catch {
    throw refusedError('The logout token is not a JWT', client);
  }
  const { iss, aud } = claims;
  if (iss !== server.issuer || ![aud].flat().includes(options.clientId))
    throw refusedError('The logout token is not of this provider, or not for this client', client);
}

async function verifySignature(token: string, checks: LogoutTokenChecks): Promise<JWTPayload> {
  try {
    return await verifyWith(await checks.readKeys(), token, checks);
  } catch (error) {
    // The signing key may be newer than the cached ones.
    if (!isKeyError(error)) throw verificationError(error, checks.client);
  }
  if (!(await checks.lookUpKeys())) throw noNewKeysError(checks.client);
  try {
    return await verifyWith(await checks.readKeys(), token, checks);
  } catch (error) {
    throw verificationError(error, checks.client);
  }
}

async function verifyWith(
  keys: JSONWebKeySet,
  token: string,
  { server, options, now }: LogoutTokenChecks,
): Promise<JWTPayload> {
  if (keys.keys.length === 0) throw new errors.JWKSInvalid('no usable keys');
  const { idTokenSignedResponseAlg: own, clockToleranceSeconds = 30 } = options;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer: server.issuer,
    audience: options.clientId,
    algorithms: own === undefined ? asymmetricAlgorithms(server.id_token_signing_alg_values_supported) : [own],
    clockTolerance: clockToleranceSeconds,
    // Also refuses a token from the future.
    maxTokenAge: MAX_AGE_SECONDS,
    requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    currentDate: new Date(now),
  });
  return payload;
}

/** The listed algorithms by which only the provider can sign; RS256 when it lists none (OIDC Core, section 15.1). */
function asymmetricAlgorithms(listed: readonly string[] | undefined): string[] {
  return (listed ?? ['RS256']).filter((name) => /^(?:(?:RS|PS|ES)\d+|EdDSA|Ed25519)$/.test(name));
}

function isKeyError(error: unknown): boolean {
  const { JWKSInvalid, JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JWSSignatureVerificationFailed } = errors;
  const kinds = [JWKSInvalid, JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JWSSignatureVerificationFailed];
  return kinds.some((kind) => error instanceof kind);
}

/** The token may be genuine: the provider should try again. */
function noNewKeysError(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The keys of the provider could not be looked up in time', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    status: 503,
    client,
  });
}

function verificationError(error: unknown, client: string): Error {
  if (isOAuthError(error)) return error;
  const isTokenError = error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid);
  if (isTokenError)
    return refusedError(`The logout token did not pass its checks${claimIn(error)} (${error.code})`, client);
  // The fault is not the token's, such as a malformed key: the provider should try again.
  return new ProviderUnavailableError('The provider publishes no usable keys', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}

/** Which claim is missing or wrong. Claims have names that jose knows; their values are not shown. */
function claimIn(error: errors.JOSEError): string {
  const isClaimError = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired;
  if (!isClaimError) return '';
  return `: its "${error.claim}" is ${error.reason === 'missing' ? 'missing' : 'not accepted'}`;
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, EVENT)) return false;
  const event = (events as Record<string, unknown>)[EVENT];
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH && isSafeText(value);
}

function isSid(sid: unknown): sid is string | undefined {
  return (
    sid === undefined || (typeof sid === 'string' && sid !== '' && sid.length <= MAX_SID_LENGTH && isSafeText(sid))
  );
}

function refusedError(message: string, client: string, hint?: string): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_LOGOUT_TOKEN', client, hint });
}
