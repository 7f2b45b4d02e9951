import type { PrivateKey } from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import { DPoP } from '../oauth2/dpop.js';
import { importOnce } from '../oauth2/import-private-key.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { TokenRequests } from '../oauth2/token-requests.js';
import type { OidcOptions } from '../options/oidc-options.js';
import { findProviderApi } from '../transport/provider-api.js';
import { connectToProvider, type ProviderConnection } from '../transport/provider-connection.js';
import { Decryption } from './decryption.js';
import { OidcProvider } from './oidc-provider.js';
import type { SecurityProfile } from './security-profile.js';

/** The parts that an OpenID Connect client is built of. */
export interface OidcSetup {
  options: OidcOptions;
  profile: SecurityProfile;
  connection: ProviderConnection;
  provider: OidcProvider;
  requests: TokenRequests;
  dpop: DPoP;
  decryption: Decryption;
  /** Imports the key that signs authorization requests. */
  signingKey: () => Promise<PrivateKey>;
  clock: Clock;
}

/** Builds the parts of a client from its options. Nothing is requested yet. */
export function setUpOidc(options: OidcOptions, profile: SecurityProfile): OidcSetup {
  const { issuer, clock = Date.now } = options;
  const dpop = new DPoP();
  const label = options.name ?? new URL(issuer).host;
  const connection = connectToProvider(
    { ...options, fetch: dpop.rememberNonces(options.fetch) },
    { name: 'oidc', label },
  );
  const decryption = new Decryption(options.decryptionKeys);
  const provider = new OidcProvider(options, { connection, profile, clock, decryption });
  return {
    options,
    profile,
    connection,
    provider,
    requests: new TokenRequests({
      connection,
      api: findProviderApi(options, [issuer]),
      placement: options.tokenPlacement ?? 'header',
      headers: options.apiHeaders ?? {},
      secrets: secretsOf(options),
      clock,
      dpop,
      verify: (config, work) => provider.verify(config, work),
    }),
    dpop,
    decryption,
    signingKey: importOnce(options.privateKey ?? {}),
    clock,
  };
}
