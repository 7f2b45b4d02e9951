import * as openid from 'openid-client';

/** How an authorization request gets to the provider. */
export interface RequestWay {
  /** The key that signs it (RFC 9101); undefined: it is not signed. */
  signingKey: openid.PrivateKey | undefined;
  /** Whether it is pushed (RFC 9126): then the browser carries nothing but a reference. */
  pushes: boolean;
  /** The key that the code will be bound to (RFC 9449, section 10). */
  dpop: openid.DPoPHandle | undefined;
}

/** Where the browser goes with an authorization request (RFC 6749, section 4.1.1). */
export async function authorizationUrl(
  config: openid.Configuration,
  parameters: URLSearchParams,
  { signingKey, pushes, dpop }: RequestWay,
): Promise<URL> {
  if (dpop) parameters.set('dpop_jkt', await dpop.calculateThumbprint());
  const sent = signingKey ? await signed(config, parameters, signingKey) : parameters;
  return pushes
    ? openid.buildAuthorizationUrlWithPAR(config, sent, dpop ? { DPoP: dpop } : {})
    : openid.buildAuthorizationUrl(config, sent);
}

async function signed(
  config: openid.Configuration,
  parameters: URLSearchParams,
  signingKey: openid.PrivateKey,
): Promise<URLSearchParams> {
  const { searchParams } = await openid.buildAuthorizationUrlWithJAR(config, parameters, signingKey, {
    [openid.modifyAssertion](_header, payload) {
      // What stands there several times is a list in JSON.
      for (const name of new Set(parameters.keys())) {
        const values = parameters.getAll(name);
        if (values.length > 1) payload[name] = values;
      }
    },
  });
  return searchParams;
}
