import { createHmac, createSign, randomBytes } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { Clock } from '../../shared/clock.js';
import { ConfigurationError } from '../../shared/errors.js';

/** All parameters of a request are encoded and sorted for its signature. No API takes so many. */
const MAX_PARAMETERS = 1000;

/** How requests are signed (RFC 5849, section 3.4). Providers added HMAC-SHA256 later. */
export type SignatureMethod = 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT';

/** All signature methods. */
export const SIGNATURE_METHODS: readonly string[] = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'];

/** The keys and settings that requests are signed with. */
export interface SignerOptions {
  consumerKey: string;
  consumerSecret: string;
  method: SignatureMethod;
  /** The key of RSA-SHA1, in PEM. */
  privateKey: string | undefined;
  realm: string | undefined;
  clock: Clock;
  /** Creates a value that is unique to a request. Default is random. */
  nonce?: () => string;
}

/** A token with its secret: temporary credentials, or token credentials. */
export interface Credentials {
  token: string;
  secret: string;
}

/** A request to sign. A form is signed, any other body is not (RFC 5849, section 3.4.1.3.1). */
export interface SignedRequest {
  method: string;
  url: URL;
  form?: URLSearchParams | string | undefined;
  credentials?: Credentials | undefined;
  /** Parameters of the protocol itself, such as `oauth_callback`. */
  protocol?: Readonly<Record<string, string>>;
}

/** Signs requests (RFC 5849, section 3). */
export class OAuth1Signer {
  readonly #options: SignerOptions;

  constructor(options: SignerOptions) {
    this.#options = options;
  }

  /** The header that authorises a request. */
  authorization({ method, url, form, credentials, protocol = {} }: SignedRequest): string {
    const { consumerKey, consumerSecret, method: signature, realm, clock, nonce = randomNonce } = this.#options;
    const signer = new OAuth({
      consumer: { key: consumerKey, secret: consumerSecret },
      signature_method: signature,
      hash_function: (base, key) => this.#sign(base, key),
      ...(realm === undefined ? {} : { realm }),
    });
    signer.getNonce = nonce;
    signer.getTimeStamp = () => Math.floor(clock() / 1000);
    const { origin, pathname } = url;
    // All parameters in one list: a name may be in the query and in the form.
    checkCount(url.search, form ?? '');
    const data = { ...listParameters(url.searchParams, new URLSearchParams(form)), ...protocol };
    const token = credentials && { key: credentials.token, secret: credentials.secret };
    const authorized = signer.authorize({ url: origin + pathname, method, data }, token);
    return signer.toHeader(authorized).Authorization;
  }

  #sign(base: string, key: string): string {
    const { method, privateKey = '' } = this.#options;
    switch (method) {
      case 'HMAC-SHA1':
        return createHmac('sha1', key).update(base).digest('base64');
      case 'HMAC-SHA256':
        return createHmac('sha256', key).update(base).digest('base64');
      case 'RSA-SHA1':
        return createSign('RSA-SHA1').update(base).sign(privateKey, 'base64');
      case 'PLAINTEXT':
        return key;
    }
  }
}

function reservedNameError(name: string): ConfigurationError {
  return new ConfigurationError(`A signed request cannot have a parameter named "${name}" (RFC 5849, section 3.1)`);
}

/** Throws a `ConfigurationError` before anything is parsed. */
function checkCount(...sources: readonly (URLSearchParams | string)[]): void {
  const counts = sources.map((source) =>
    typeof source === 'string' ? source.split('&', MAX_PARAMETERS + 1).length : source.size,
  );
  if (counts.some((count) => count > MAX_PARAMETERS))
    throw new ConfigurationError(
      `fetch(): a signed request takes at most ${MAX_PARAMETERS} parameters in its query, and in its form`,
      {
        hint: 'Pass on only the parameters that the API knows',
      },
    );
}

function randomNonce(): string {
  return randomBytes(16).toString('hex');
}

function listParameters(...sources: readonly URLSearchParams[]): Record<string, string | string[]> {
  const lists = new Map<string, string[]>();
  for (const source of sources)
    for (const [name, value] of source) {
      const values = lists.get(name) ?? [];
      lists.set(name, values);
      values.push(value);
    }
  for (const name of lists.keys()) if (/^oauth_|^__proto__$/.test(name)) throw reservedNameError(name);
  return Object.fromEntries(
    [...lists].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}
