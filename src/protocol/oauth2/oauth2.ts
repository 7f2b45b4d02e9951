import { checkOptions } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { Client } from '../client.js';
import { checkIssuer } from '../options/check-issuer.js';
import { checkTransport } from '../options/check-transport.js';
import { checkAuthentication } from '../options/client-authentication.js';
import { oauth2Rules, type OAuth2Options } from '../options/oauth2-options.js';
import { OAuth2Client } from './oauth2-client.js';

/**
 * Creates a client of a provider that speaks OAuth 2.0 without OpenID Connect. It always uses PKCE, also when the provider ignores it.
 * Throws a `ConfigurationError` for a wrong option. (RFC 6749, section 4.1)
 */
export function oauth2(options: OAuth2Options): Client {
  checkOptions('oauth2()', options, oauth2Rules);
  const isInsecure = checkTransport('oauth2()', endpointsOf(options), options);
  const { issuer } = options;
  if (issuer !== undefined) {
    checkTransport('oauth2()', { issuer }, options);
    checkIssuer('oauth2()', issuer);
  }
  checkAuthentication('oauth2()', options);
  checkPlacement(options);
  return new OAuth2Client(options, isInsecure);
}

function endpointsOf(options: OAuth2Options) {
  const { authorizationEndpoint, tokenEndpoint, userinfoEndpoint, emailsEndpoint } = options;
  const { revocationEndpoint, introspectionEndpoint } = options;
  return {
    authorizationEndpoint,
    tokenEndpoint,
    userinfoEndpoint,
    emailsEndpoint,
    revocationEndpoint,
    introspectionEndpoint,
  };
}

function checkPlacement({ tokenPlacement, userinfoEndpoint, userinfoMethod }: OAuth2Options): void {
  if (tokenPlacement !== 'body' || userinfoEndpoint === undefined || userinfoMethod === 'POST') return;
  throw new ConfigurationError(
    'oauth2(): option "tokenPlacement" takes "body" only with a user info that is requested by POST, got "body" with GET',
    { hint: 'Add userinfoMethod: "POST"' },
  );
}
