import * as openid from 'openid-client';

/** The key that signs a request, with its algorithm. */
interface SigningKey {
  key: openid.PrivateKey;
  alg: string;
}

/** How an authorization request gets to the provider. */
export interface RequestWay {
  /** What signs it (RFC 9101); undefined: it is not signed. */
  signing: SigningKey | undefined;
  /** Whether it is pushed (RFC 9126): then the browser carries nothing but a reference. */
  pushes: boolean;
  /** The key that the code will be bound to (RFC 9449, section 10). */
  dpop: openid.DPoPHandle | undefined;
}

/** Where the browser goes with an authorization request (RFC 6749, section 4.1.1). */
export async function authorizationUrl(
  config: openid.Configuration,
  parameters: URLSearchParams,
  { signing, pushes, dpop }: RequestWay,
): Promise<URL> {
  if (dpop) parameters.set('dpop_jkt', await dpop.calculateThumbprint());
  const sent = signing
    ? new URLSearchParams({ request: await requestObject(config, parameters, signing) })
    : parameters;
  if (pushes) return openid.buildAuthorizationUrlWithPAR(config, sent, dpop ? { DPoP: dpop } : {});
  // OpenID Connect wants these outside of a request object, too (OIDC Core, section 6.1).
  if (signing) sent.set('response_type', 'code');
  if (signing) sent.set('scope', parameters.get('scope') ?? '');
  return openid.buildAuthorizationUrl(config, sent);
}

/** Claims of a request object that are about itself (RFC 9101, section 4; RFC 7519, section 4.1). */
const OWN_CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id']);

async function requestObject(
  config: openid.Configuration,
  parameters: URLSearchParams,
  { key, alg }: SigningKey,
): Promise<string> {
  const { searchParams } = await openid.buildAuthorizationUrlWithJAR(config, parameters, key, {
    [openid.modifyAssertion](header, payload) {
      header['alg'] = alg;
      // What stands there several times is a list in JSON.
      for (const name of new Set(parameters.keys())) {
        const values = parameters.getAll(name);
        if (values.length > 1 && !OWN_CLAIMS.has(name)) payload[name] = values;
      }
    },
  });
  return searchParams.get('request') ?? '';
}
