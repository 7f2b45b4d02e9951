import type { OAuthErrorCode } from '../../src/index.js';
import { encrypting, rsaKey } from '../support/hostile/encryption.js';
import type { Claims, Misbehaviour } from '../support/hostile/hostile-provider.js';
import type { ProviderKeys } from '../support/hostile/provider-keys.js';
import type { World } from '../support/hostile/world.js';
import { expect, rejects } from './run.js';
import type { Module, Passing, Rejecting } from './run.js';

/** The key of the client. */
export const KEY = rsaKey('ours');

/** A client that decrypts. */
export const decrypting = { client: { decryptionKeys: [KEY] } } satisfies Passing;

/** A provider that encrypts its ID tokens. */
export const encryptsIdTokens = { sign: encrypting(KEY), signRefreshed: encrypting(KEY) } satisfies Misbehaviour;

/** Checks that an ID token which is made so is refused, with a hint that names the option. */
export function refusesEncrypted(
  sign: (claims: Claims, keys: ProviderKeys) => string | Promise<string>,
  { hint = '', ...expected }: Rejecting & { hint?: string } = {},
  code: OAuthErrorCode = 'ERR_OAUTH_ID_TOKEN',
): Module {
  const also = (world: World): void => expect(world.failures.at(-1)?.hint ?? '').toContain(hint);
  return rejects(code, { sign }, { ...decrypting, also, ...expected });
}
