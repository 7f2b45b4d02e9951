import { decodeJwt } from 'jose';
import type { IDToken } from 'openid-client';
import type { Authentication, PendingChecks } from '../client.js';
import { checkAccessTokenHash } from './id-token-hash.js';
import type { TokenResponse } from '../oauth2/token-requests.js';
import { CallbackError } from '../../shared/errors.js';
import { isRecord, valueOf } from '../user/user-claims.js';

const TOKEN_CLAIMS = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'azp', 'at_hash', 'c_hash', 's_hash']);

/** How far ahead of ours the provider's clock may be. */
const MOST_AHEAD_MS = 5 * 60_000;
/** So far the clocks of a provider's own machines may be apart. */
const SKEW_SECONDS = 30;

/** Whom an ID token must be for, when it is looked at, and which class of authentication was essential to the request. */
interface IdTokenChecks {
  clientId: string;
  client: string;
  now: number;
  acr?: readonly string[] | undefined;
}

/**
 * What openid-client leaves to its caller in an ID token that it has verified: one from the future, one that was issued to another
 * party, and one of another class than was essential. Throws a `CallbackError` (OIDC Core, section 3.1.3.7, steps 5, 10 and 12).
 */
function checkIdToken({ iat, azp, acr }: IDToken, { clientId, client, now, acr: asked }: IdTokenChecks): void {
  if (iat * 1000 > now + MOST_AHEAD_MS) throw refused('The ID token was issued in the future', client);
  if (azp !== undefined && azp !== clientId) throw refused('The ID token was issued to another client', client);
  if (asked && !asked.some((each) => each === acr))
    throw refused('The ID token is not of the class of authentication that was essential', client);
}

/** The claims of the ID token in a token response, once it has passed all checks; undefined when there is none. */
export function checkedClaims(tokens: TokenResponse, checks: IdTokenChecks): IDToken | undefined {
  const claims = tokens.claims();
  if (!claims || tokens.id_token === undefined) return undefined;
  checkIdToken(claims, checks);
  checkAccessTokenHash(tokens.id_token, claims['at_hash'], tokens.access_token);
  return claims;
}

/** What a request demands of the authentication, to be met by the ID token. */
export function authenticationAsked(parameters: URLSearchParams, now: number): Pick<PendingChecks, 'maxAge' | 'acr'> {
  const maxAge = parameters.get('max_age');
  const acr = essentialAcr(parameters);
  return {
    ...(acr && { acr }),
    ...(maxAge === null ? {} : { maxAge: { seconds: Number(maxAge), from: now } }),
  };
}

/**
 * The classes of authentication of which a request says that one is essential: in its parameter `claims`. What stands in `acr_values`
 * is a wish. (OIDC Core, sections 3.1.2.1 and 5.5.1.1)
 */
function essentialAcr(parameters: URLSearchParams): string[] | undefined {
  const acr: unknown = valueOf(parsed(parameters.get('claims') ?? ''), 'id_token.acr');
  if (!isRecord(acr) || acr['essential'] !== true) return undefined;
  const values: unknown[] = Array.isArray(acr['values']) ? acr['values'] : [acr['value']];
  const texts = values.filter((value): value is string => typeof value === 'string');
  return texts.length > 0 ? texts : undefined;
}

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * Compares the ID token of a refresh with the last one. Throws a `CallbackError`
 * (OIDC Core, section 12.2).
 */
export function checkRefreshedIdToken(claims: IDToken, last: string | undefined, client: string): void {
  const before = last === undefined ? {} : decodeJwt(last);
  const same = (['iss', 'auth_time', 'azp'] as const).every(
    (name) => before[name] === undefined || claims[name] === undefined || claims[name] === before[name],
  );
  if (!same) throw ofAnotherLogin(client);
}

/** The claims of an ID token that are about the user, not about the token (OIDC Core, section 2). */
export function claimsAboutUser(claims: IDToken): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !TOKEN_CLAIMS.has(name)));
}

/** When an ID token was issued, by the provider's clock, in milliseconds since the epoch; 0 where there is none. */
export function issuedAt(idToken: string | undefined): number {
  return idToken === undefined ? 0 : (decodeJwt(idToken).iat ?? 0) * 1000;
}

/** When and how the user authenticated, as far as an ID token says. A time after its issue, such as one in milliseconds, is none: it would stay new for ever. */
export function authenticationOf({ iat, auth_time, acr, amr }: IDToken): Authentication {
  const methods = Array.isArray(amr) ? amr.filter((each): each is string => typeof each === 'string') : undefined;
  return {
    ...(typeof auth_time === 'number' && auth_time <= iat + SKEW_SECONDS ? { at: auth_time * 1000 } : {}),
    ...(typeof acr === 'string' ? { acr } : {}),
    ...(methods ? { amr: methods } : {}),
  };
}

/** An ID token that came with a refresh, and is not of the login that it should renew. */
export function ofAnotherLogin(client: string): CallbackError {
  return refused('The ID token of a refresh is of another login', client);
}

/** A token response without an ID token. */
export function noIdToken(client: string): CallbackError {
  return new CallbackError('The provider sent no ID token', { code: 'ERR_OAUTH_ID_TOKEN', status: 502, client });
}

function refused(message: string, client: string): CallbackError {
  return new CallbackError(message, {
    code: 'ERR_OAUTH_ID_TOKEN',
    status: 502,
    client,
    hint: 'Compare the clocks of this machine and of the provider, and the client id with its registration',
  });
}
