import * as openid from 'openid-client';

/** The key that signs a request, with its algorithm. */
interface SigningKey {
  key: openid.PrivateKey;
  alg: string;
}

/** How an authorization request is sent to the provider. */
export interface RequestDelivery {
  /** The key that signs it (RFC 9101); undefined when it is not signed. */
  signing: SigningKey | undefined;
  /** Whether it is pushed (RFC 9126): the browser then carries only a reference. */
  pushes: boolean;
  /** The key that the code will be bound to (RFC 9449, section 10). */
  dpop: openid.DPoPHandle | undefined;
}

/** Builds the address that the browser is sent to (RFC 6749, section 4.1.1). Pushes the request first where that is asked for. */
export async function buildAuthorizationUrl(
  config: openid.Configuration,
  parameters: URLSearchParams,
  { signing, pushes, dpop }: RequestDelivery,
): Promise<URL> {
  if (dpop) parameters.set('dpop_jkt', await dpop.calculateThumbprint());
  const sent = signing ? new URLSearchParams({ request: await signRequest(config, parameters, signing) }) : parameters;
  if (pushes) return openid.buildAuthorizationUrlWithPAR(config, sent, dpop ? { DPoP: dpop } : {});
  // OpenID Connect wants these outside of a request object, too (OIDC Core, section 6.1).
  if (signing) sent.set('response_type', 'code');
  if (signing) sent.set('scope', parameters.get('scope') ?? '');
  return openid.buildAuthorizationUrl(config, sent);
}

/** Claims of a request object that are about itself (RFC 9101, section 4; RFC 7519, section 4.1). */
const OWN_CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id']);

async function signRequest(
  config: openid.Configuration,
  parameters: URLSearchParams,
  { key, alg }: SigningKey,
): Promise<string> {
  const { searchParams } = await openid.buildAuthorizationUrlWithJAR(config, parameters, key, {
    [openid.modifyAssertion](header, payload) {
      header['alg'] = alg;
      // A parameter with several values becomes a list in JSON.
      for (const name of new Set(parameters.keys())) {
        const values = parameters.getAll(name);
        if (values.length > 1 && !OWN_CLAIMS.has(name)) payload[name] = values;
      }
    },
  });
  return searchParams.get('request') ?? '';
}
