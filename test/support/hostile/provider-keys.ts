import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

/** A key pair of a provider, with its public half as it stands in the key set. */
export interface ProviderKey {
  alg: 'RS256' | 'ES256';
  kid: string;
  privateKey: KeyObject;
  jwk: JWK;
  /** The public half in PEM: what an attacker who swaps algorithms would use as an HMAC secret. */
  pem: string;
}

/** The keys that a module can sign with. */
export interface ProviderKeys {
  /** What the provider signs with, and publishes. */
  current: ProviderKey;
  /** Another RSA key, which it does not publish. */
  other: ProviderKey;
  /** An elliptic curve key, which it does not publish. */
  curve: ProviderKey;
}

async function providerKey(
  alg: ProviderKey['alg'],
  pair: { publicKey: KeyObject; privateKey: KeyObject },
): Promise<ProviderKey> {
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' };
  return {
    alg,
    kid,
    privateKey: pair.privateKey,
    jwk,
    pem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

// RSA keys take long to make, so all providers of a run have the same ones.
let made: Promise<ProviderKeys> | undefined;

async function makeKeys(): Promise<ProviderKeys> {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    current: await providerKey('RS256', rsa()),
    other: await providerKey('RS256', rsa()),
    curve: await providerKey('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  };
}

/** The keys of a new provider: a copy, because a module may rotate them. */
export async function providerKeys(): Promise<ProviderKeys> {
  made ??= makeKeys();
  return { ...(await made) };
}

/** A JWT of these claims; `header` changes what stands in its header, undefined leaves a member out. */
export function signedWith(
  key: ProviderKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

/** A JWT with an HMAC keyed with `secret`. */
export function signedWithSecret(secret: string, claims: Record<string, unknown>, kid: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(secret));
}

/** A JWT without a signature, with an algorithm of any name. */
export function unsigned(claims: Record<string, unknown>, alg = 'none'): string {
  const encoded = [{ alg }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${encoded.join('.')}.`;
}
