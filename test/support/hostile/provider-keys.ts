import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

/** A key pair of a provider, with its public key as in the key set. */
export interface ProviderKey {
  alg: 'RS256' | 'ES256';
  kid: string;
  privateKey: KeyObject;
  jwk: JWK;
  /** The public key in PEM, which an algorithm confusion attack uses as an HMAC secret. */
  pem: string;
}

/** The keys that a module can sign with. */
export interface ProviderKeys {
  /** The key that the provider publishes and signs with. */
  current: ProviderKey;
  /** An RSA key that is not published. */
  other: ProviderKey;
  /** An elliptic curve key that is not published. */
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

/** Makes a new elliptic curve key, with a `kid` of its own or this one. */
export async function newCurveKey(kid?: string): Promise<ProviderKey> {
  const key = await providerKey('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  return kid === undefined ? key : { ...key, kid, jwk: { ...key.jwk, kid } };
}

// RSA keys are slow to generate, so all providers of a run share them.
let made: Promise<ProviderKeys> | undefined;

async function makeKeys(): Promise<ProviderKeys> {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    current: await providerKey('RS256', rsa()),
    other: await providerKey('RS256', rsa()),
    curve: await newCurveKey(),
  };
}

/** Returns the keys of a new provider. It is a copy, because a module may rotate them. */
export async function providerKeys(): Promise<ProviderKeys> {
  made ??= makeKeys();
  return { ...(await made) };
}

/** Signs a JWT. `header` changes the members of its header; undefined removes a member. */
export function signedWith(
  key: ProviderKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

/** Makes a JWT with an HMAC of `secret`. */
export function signedWithSecret(secret: string, claims: Record<string, unknown>, kid: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(secret));
}

/** Makes a JWT without a signature, with any algorithm name. */
export function unsigned(claims: Record<string, unknown>, alg = 'none'): string {
  const encoded = [{ alg }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${encoded.join('.')}.`;
}
