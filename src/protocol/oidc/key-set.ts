import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { parseJson } from '../../shared/parse-json.js';
import { dropNulls } from '../drop-nulls.js';
import { isRecord } from '../is-record.js';
import type { Fetch } from '../transport/bounded-fetch.js';

/** Providers publish a handful of keys. Each login works with all of them. */
const MAX_KEYS = 100;
/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;
/** The members that only the owner of a key may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Fetches a key set, reduced to the keys that can verify a signature. Another answer stays as it is. */
export function createKeysFetch(fetch: Fetch): Fetch {
  return async function fetchKeys(url, init) {
    const response = await fetch(url, init);
    if (response.status !== 200) return response;
    const text = await response.text();
    const published = parseJson(text);
    const keys = isRecord(published) ? published['keys'] : undefined;
    return Array.isArray(keys)
      ? Response.json({ keys: await readKeySet(keys) })
      : new Response(text, { headers: response.headers });
  };
}

/**
 * The keys of a published set that can verify a signature, each of them once: entries of the same `kid` and thumbprint are one key. Left out
 * are keys that cannot be read, are too short, or are for another use, and keys whose private part is published: anybody could sign with them.
 * (RFC 7517, section 5; RFC 7638)
 */
async function readKeySet(published: readonly unknown[]): Promise<JWK[]> {
  const records = published.filter(isRecord).map(dropNulls);
  const keys = records.filter(isForSignatures).slice(0, MAX_KEYS).filter(isUsable);
  const found = new Map<string, JWK>();
  for (const key of keys) {
    const name = await nameOf(key);
    // An entry without an algorithm serves for each of them.
    if (found.has(name)) continue;
    if (key.alg === undefined) for (const other of found.keys()) if (other.startsWith(name)) found.delete(other);
    found.set(key.alg === undefined ? name : `${name} ${key.alg}`, key);
  }
  return [...found.values()];
}

async function nameOf(key: JWK): Promise<string> {
  return JSON.stringify([key.kid ?? '', await calculateJwkThumbprint(key)]);
}

function isForSignatures({ use, key_ops: operations, alg, ...key }: Record<string, unknown>): boolean {
  const isToVerify = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  const isPublic = PRIVATE_MEMBERS.every((member) => key[member] === undefined);
  return (
    isPublic && isToVerify && [undefined, 'sig'].includes(use as string) && ['undefined', 'string'].includes(typeof alg)
  );
}

function isUsable(key: Record<string, unknown>): key is Record<string, unknown> & JWK {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}
