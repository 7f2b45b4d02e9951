import { describeValue } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';

/** Throws a `ConfigurationError` for an address that cannot be an issuer (OIDC Discovery 1.0, section 3). */
export function checkIssuer(caller: string, issuer: string): void {
  const { search, hash, username, password, pathname } = new URL(issuer);
  if (pathname.includes('/.well-known/'))
    throw new ConfigurationError(`${caller}: option "issuer" takes an issuer, got the address of its metadata`, {
      hint: 'The issuer is the part before "/.well-known/", exactly as the metadata states it',
    });
  if ([search, hash, username, password].every((part) => part === '')) return;
  throw new ConfigurationError(
    `${caller}: option "issuer" takes an address without query, fragment and user, got ${describeValue(issuer)}`,
  );
}
