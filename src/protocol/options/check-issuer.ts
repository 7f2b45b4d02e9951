import { describeValue } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';

/** Throws a `ConfigurationError` for an address that cannot be an issuer (OIDC Discovery 1.0, section 3). */
export function checkIssuer(caller: string, issuer: string): void {
  const { search, hash, username, password, pathname } = new URL(issuer);
  if (pathname.includes('/.well-known/'))
    throw new ConfigurationError(`${caller}: option "issuer" takes an issuer, got the address of its metadata`, {
      hint: 'The issuer is usually the part before "/.well-known/", and always what the metadata states as "issuer". If they differ, set "metadataUrl", too',
    });
  if ([search, hash, username, password].every((part) => part === '')) return;
  throw new ConfigurationError(
    `${caller}: option "issuer" takes an address without query, fragment and user, got ${describeValue(issuer)}`,
  );
}

/** Throws a `ConfigurationError` for an address of metadata that is never asked, or that names a user. */
export function checkMetadataUrl(caller: string, { metadataUrl, metadata = {} }: MetadataSource): void {
  if (metadataUrl === undefined) return;
  const { hash, username, password } = new URL(metadataUrl);
  if (![hash, username, password].every((part) => part === ''))
    throw new ConfigurationError(
      `${caller}: option "metadataUrl" takes an address without fragment and user, got ${describeValue(metadataUrl)}`,
    );
  if ('authorization_endpoint' in metadata && 'token_endpoint' in metadata)
    throw new ConfigurationError(
      `${caller}: option "metadataUrl" takes an address only where the metadata is fetched, got ${describeValue(metadataUrl)}`,
      { hint: 'With "authorization_endpoint" and "token_endpoint" in the option "metadata", there is no discovery' },
    );
}

interface MetadataSource {
  metadataUrl?: string | undefined;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}
