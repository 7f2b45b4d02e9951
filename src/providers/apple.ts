import { importPKCS8, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { checkOptions, takes } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import type { ClientAuthenticator } from '../protocol/options/client-authentication.js';
import type { Client } from '../protocol/client.js';
import { clientRules } from '../protocol/options/client-options.js';
import { providerClient } from './provider-client.js';
import type { ProviderOptions } from './provider-client.js';
import { APPLE } from './rows/people.js';

/** Apple takes at most half a year; a secret that is made anew so soon is worth little to a thief. */
const LIFE_SECONDS = 60 * 60;
const RENEW_SECONDS = 5 * 60;

/** What a client of Apple is made of. In place of a secret it has a key. */
export interface AppleOptions extends Omit<ProviderOptions, 'clientSecret' | 'clientAuthentication' | 'privateKey'> {
  /** The id of the developer team. */
  teamId: string;
  /** The id of the key. */
  keyId: string;
  /** The key that Apple gave out: the contents of the `.p8` file. */
  privateKey: string;
}

/**
 * A client of Apple. Its ids are the `sub` of the account; the name of the user comes at the first sign-in only, so keep it
 * then. Throws a `ConfigurationError` for a wrong option. (https://developer.apple.com/documentation/signinwithapplerestapi)
 */
export function apple(options: AppleOptions): Client {
  const { clientSecret: _secret, clientAuthentication: _authentication, ...rules } = clientRules;
  checkOptions<AppleOptions>('apple()', options, {
    ...rules,
    fetchGroups: takes.boolean(),
    teamId: takes.string('the id of your team', true),
    keyId: takes.string('the id of your key', true),
    privateKey: {
      takes: 'the contents of the .p8 file',
      check: (value) => typeof value === 'string' && value.includes('PRIVATE KEY'),
      required: true,
      secret: true,
    },
  });
  const { teamId, keyId, privateKey, ...rest } = options;
  return providerClient('apple()', APPLE, {
    ...rest,
    clientAuthentication: mintedSecret({ teamId, keyId, privateKey }),
  });
}

/** Authenticates with a secret that is signed when it is needed, and used for a while. */
function mintedSecret({
  teamId,
  keyId,
  privateKey,
}: Pick<AppleOptions, 'teamId' | 'keyId' | 'privateKey'>): ClientAuthenticator {
  let key: Promise<CryptoKey> | undefined;
  let secret = { text: '', until: 0 };
  return async function authenticate({ clientId, body }) {
    const now = Math.floor(Date.now() / 1000);
    if (now >= secret.until) {
      key ??= keyOf(privateKey);
      const text = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setIssuer(teamId)
        .setSubject(clientId)
        .setAudience(APPLE.issuer)
        .setIssuedAt(now)
        .setExpirationTime(now + LIFE_SECONDS)
        .sign(await key);
      secret = { text, until: now + LIFE_SECONDS - RENEW_SECONDS };
    }
    body.set('client_id', clientId);
    body.set('client_secret', secret.text);
  };
}

async function keyOf(privateKey: string): Promise<CryptoKey> {
  try {
    return await importPKCS8(privateKey, 'ES256');
  } catch {
    throw new ConfigurationError('apple(): option "privateKey" holds no key for ES256');
  }
}
