import * as openid from 'openid-client';
import type { AuthorizationRequest, AuthorizationStart } from '../client.js';
import { encodeSpaces } from '../encode-spaces.js';
import { codeChallengeOf } from '../oauth2/code-challenge.js';
import { readSilence } from '../oauth2/read-silence.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { translateErrors } from '../oauth2/translate-errors.js';
import { mergeParameters } from '../options/merge-parameters.js';
import { essentialAcr, readMaxAge } from './requested-authentication.js';
import { requestedScope } from './requested-scope.js';
import { buildAuthorizationUrl } from './authorization-url.js';
import type { OidcSetup } from './oidc-setup.js';
import { metadataFor } from './check-provider.js';
import { createCodeKey } from './token-key.js';
import { metadataOf } from './metadata-of.js';

const PUSH_HINT =
  'The request was pushed because the metadata lists an endpoint for it. If the provider does not accept pushed requests from this client, set `pushedAuthorizationRequests: false`';

/** `Client.authorize()` for OpenID Connect: with PKCE and a nonce always (OIDC Core, section 3.1.2.1; RFC 7636). */
export async function requestAuthorization(
  setup: OidcSetup,
  request: AuthorizationRequest,
): Promise<AuthorizationStart> {
  const { options, profile, connection, provider, dpop } = setup;
  const config = await provider.configuration();
  provider.checkProfile(config);
  const metadata = metadataOf(config);
  const secrets = {
    codeVerifier: openid.randomPKCECodeVerifier(),
    // Without a nonce only for a provider that drops it.
    ...(options.nonce === false ? {} : { nonce: openid.randomNonce() }),
  };
  const scope = requestedScope(options, request.scope);
  const parameters = await authorizationParameters(setup, request, { ...secrets, scope });
  const dpopKey = await createCodeKey(setup, config);
  const { requestAlg: alg, pushes } = profile;
  const delivery = {
    signing: alg === undefined ? undefined : { key: await setup.signingKey(), alg },
    pushes: pushes !== 'never' && 'pushed_authorization_request_endpoint' in metadataFor(profile, metadata),
    dpop: dpopKey && (await dpop.createHandle(config, dpopKey)),
  };
  const circumstances = {
    stage: 'authorization request',
    client: connection.name,
    secrets: secretsOf(options),
    hint: delivery.pushes && pushes !== 'always' ? PUSH_HINT : undefined,
  } as const;
  const url = await translateErrors(circumstances, () => buildAuthorizationUrl(config, parameters, delivery));
  return {
    url: encodeSpaces(url),
    pendingChecks: {
      ...secrets,
      ...(request.scope.length > 0 && { scope: [...request.scope] }),
      ...(metadata.issuer !== options.issuer && { issuer: metadata.issuer }),
      ...(dpopKey && { dpopKey }),
      ...readMaxAge(parameters, setup.clock()),
      ...readSilence(parameters),
      ...('claims' in request.parameters && { acr: essentialAcr(parameters) }),
    },
  };
}

async function authorizationParameters(
  { options, profile: { responseMode } }: OidcSetup,
  { redirectUri, state, parameters }: AuthorizationRequest,
  { codeVerifier, nonce, scope }: { codeVerifier: string; nonce?: string; scope: string[] },
): Promise<URLSearchParams> {
  return mergeParameters(options.authorizationParams, parameters, {
    redirect_uri: redirectUri,
    scope: scope.join(' '),
    state,
    ...(nonce === undefined ? {} : { nonce }),
    code_challenge: codeChallengeOf(codeVerifier),
    code_challenge_method: 'S256',
    ...(responseMode === undefined ? {} : { response_mode: responseMode }),
  });
}
