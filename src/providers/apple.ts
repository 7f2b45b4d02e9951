import type { CryptoKey } from 'jose';
import { importPKCS8, SignJWT } from '../protocol/jose.js';
import { checkOptions, takes } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import type { ClientAuthenticator } from '../protocol/options/client-authentication.js';
import type { Client } from '../protocol/client.js';
import { clientRules } from '../protocol/options/client-options.js';
import { createProviderClient } from './provider-client.js';
import type { ProviderOptions } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const APPLE: OidcProvider = {
  protocol: 'oidc',
  name: 'apple',
  label: 'Apple',
  issuer: 'https://appleid.apple.com',
  scope: 'openid name email',
  responseMode: 'form_post',
  userInResponse: true,
  documentation: 'https://developer.apple.com/documentation/signinwithapplerestapi',
  checked: '2026-11-21',
};

/** Apple accepts six months. A stolen secret with this short lifetime is soon useless. */
const SECRET_LIFETIME_SECONDS = 60 * 60;
/** The age at which a secret is replaced: five minutes before it expires. */
const SECRET_RENEWAL_AGE_SECONDS = SECRET_LIFETIME_SECONDS - 5 * 60;

/** The options of `apple()`. A key takes the place of the client secret. */
export interface AppleOptions extends Omit<ProviderOptions, 'clientSecret' | 'clientAuthentication' | 'privateKey'> {
  /** The id of the developer team. */
  teamId: string;
  /** The id of the key. */
  keyId: string;
  /** The private key from Apple: the contents of the `.p8` file. */
  privateKey: string;
}

/**
 * Creates a client for Apple. Users are identified by the `sub` of the account. Apple sends the user's name only at the
 * first sign-in: store it then. Throws a `ConfigurationError` for a wrong option.
 * (https://developer.apple.com/documentation/signinwithapplerestapi)
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
  return createProviderClient('apple()', APPLE, {
    ...rest,
    clientAuthentication: createAuthenticator({ teamId, keyId, privateKey }),
  });
}

// The property that `providerFactory()` adds to the other factories.
Object.assign(apple, { provider: APPLE });

/** Creates an authenticator that signs a client secret, and reuses it until shortly before it expires. */
function createAuthenticator({
  teamId,
  keyId,
  privateKey,
}: Pick<AppleOptions, 'teamId' | 'keyId' | 'privateKey'>): ClientAuthenticator {
  let key: Promise<CryptoKey> | undefined;
  let secret = { jwt: '', renewAt: 0 };
  return async function authenticate({ clientId, body }) {
    const now = Math.floor(Date.now() / 1000);
    if (now >= secret.renewAt) {
      key ??= importKey(privateKey);
      const jwt = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setIssuer(teamId)
        .setSubject(clientId)
        .setAudience(APPLE.issuer)
        .setIssuedAt(now)
        .setExpirationTime(now + SECRET_LIFETIME_SECONDS)
        .sign(await key);
      secret = { jwt, renewAt: now + SECRET_RENEWAL_AGE_SECONDS };
    }
    body.set('client_id', clientId);
    body.set('client_secret', secret.jwt);
  };
}

async function importKey(privateKey: string): Promise<CryptoKey> {
  try {
    return await importPKCS8(privateKey, 'ES256');
  } catch {
    throw new ConfigurationError('apple(): option "privateKey" does not contain an ES256 key');
  }
}
