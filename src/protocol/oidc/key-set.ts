import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'jose';
import { calculateJwkThumbprint } from '../jose.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { wholeAnswer } from '../transport/whole-answer.js';

/** Providers publish a handful of keys. Each login works with all of them, and reading a point on a large curve takes a millisecond. */
const MAX_COST = 100;
const COST_OF_CURVE = new Map<unknown, number>([
  ['P-521', 5],
  ['P-384', 3],
  ['secp256k1', 2],
]);
/** A modulus of 16,384 bits, which is more than OpenSSL takes. */
const MAX_TEXT_LENGTH = 4000;
/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;
/** The members of a public key (RFC 7517, section 4; RFC 7518, section 6; RFC 8037, section 2). */
const PUBLIC_MEMBERS = ['kty', 'kid', 'use', 'alg', 'crv', 'x', 'y', 'n', 'e', 'pub'];
/** The members that only the owner of a key may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** The member of a reduced key set that says how many of the published keys were left out. */
const LEFT_OUT = 'leftOut';

/** How many keys a reduced set lacks. */
export function leftOutIn(set: Record<string, unknown>): number {
  const count = set[LEFT_OUT];
  return typeof count === 'number' ? count : 0;
}

/** Fetches a key set, reduced to the keys that can verify a signature. Another answer stays as it is. */
export function createKeysFetch(fetch: Fetch): Fetch {
  return async function fetchKeys(url, init) {
    const response = await fetch(url, init);
    if (response.status !== 200) return response;
    const text = await response.text();
    const published = parseJson(text);
    const keys = isRecord(published) ? published['keys'] : undefined;
    return Array.isArray(keys)
      ? Response.json(await readKeySet(keys))
      : wholeAnswer(text, { headers: response.headers });
  };
}

/**
 * The keys of a published set that can verify a signature, each of them once: entries of the same `kid` and thumbprint are one key. Left out
 * are keys that cannot be read, are too short, or are for another use, and keys whose private part is published: anybody could sign with them.
 * (RFC 7517, section 5; RFC 7638)
 */
async function readKeySet(published: readonly unknown[]): Promise<{ keys: JWK[]; [LEFT_OUT]: number }> {
  const candidates = published.filter(isRecord).filter(isForSignatures).flatMap(pickMembers);
  const keys = takeWithinCost(candidates).filter(isUsable);
  const found = new Map<string, JWK>();
  for (const key of keys) {
    const name = await nameOf(key);
    // An entry without an algorithm serves for each of them.
    if (found.has(name)) continue;
    if (key.alg === undefined) for (const other of found.keys()) if (other.startsWith(name)) found.delete(other);
    found.set(key.alg === undefined ? name : `${name} ${key.alg}`, key);
  }
  return { keys: [...found.values()], [LEFT_OUT]: published.length - keys.length };
}

async function nameOf(key: JWK): Promise<string> {
  return JSON.stringify([key.kid ?? '', await calculateJwkThumbprint(key)]);
}

function isForSignatures(key: Record<string, unknown>): boolean {
  const { use, key_ops: operations, alg } = key;
  const isToVerify = isNothing(operations) || (Array.isArray(operations) && operations.includes('verify'));
  const isPublic = PRIVATE_MEMBERS.every((member) => isNothing(key[member]));
  return isPublic && isToVerify && (isNothing(use) || use === 'sig') && (isNothing(alg) || typeof alg === 'string');
}

/** Some providers publish null, an empty text or an empty list for a member that a key does not have. */
function isNothing(member: unknown): boolean {
  const isEmpty = member === '' || (Array.isArray(member) && member.length === 0);
  return member === undefined || member === null || isEmpty;
}

/** The members that a check of a signature needs; nothing of a key with a longer one. What else a provider publishes is copied nowhere. */
function pickMembers(key: Record<string, unknown>): Record<string, unknown>[] {
  const members = PUBLIC_MEMBERS.map((name) => [name, key[name]] as const).filter(
    ([, text]) => typeof text === 'string' && text !== '',
  );
  return members.some(([, text]) => (text as string).length > MAX_TEXT_LENGTH) ? [] : [Object.fromEntries(members)];
}

/** The first keys, as many as are read in time. */
function takeWithinCost(keys: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  let cost = 0;
  return keys.filter(({ crv }) => (cost += COST_OF_CURVE.get(crv) ?? 1) <= MAX_COST);
}

function isUsable(key: Record<string, unknown>): key is Record<string, unknown> & JWK {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}
