import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { claimsByScope } from './development-user.js';
import type { DevelopmentUser } from './development-user.js';
import { memoryAdapter } from './memory-adapter.js';
import type {
  Grant,
  InteractionPolicy,
  OidcProviderModule,
  ProviderConfiguration,
  ProviderContext,
} from './oidc-provider-api.js';
import { errorPage, pageHeaders, signedOutPage, signOutPage } from './pages.js';

/** The settings of the provider and its client. */
export interface ProviderSettings {
  users: DevelopmentUser[];
  port: number;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  accessTokenTtl: number;
  par: boolean;
  signingKey: object;
}

/** The path of the page where a user is chosen. The id of the interaction follows it. */
export const INTERACTION_PATH = '/interaction/';

const DAY_SECONDS = 24 * 60 * 60;

/** A parameter that says that `offline_access` was requested. It also works for pushed requests. */
const OFFLINE = 'development_offline_access';

/** Makes an RSA key, as a private JWK. ID tokens of an earlier run are not valid with it. */
export async function makeSigningKey(): Promise<object> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    ...privateKey.export({ format: 'jwk' }),
    alg: 'RS256',
    use: 'sig',
    kid: randomBytes(8).toString('hex'),
  };
}

/** The configuration of oidc-provider. */
export function providerConfiguration(module: OidcProviderModule, settings: ProviderSettings): ProviderConfiguration {
  const { users } = settings;
  return {
    ...fixedConfiguration(),
    claims: claimsByScope(users),
    clients: [clientMetadata(settings)],
    cookies: { keys: [randomBytes(32).toString('base64url')], names: cookieNames(settings.port) },
    features: features(settings.par),
    findAccount: (_ctx, id) => {
      const user = users.find((candidate) => candidate.id === id);
      if (!user) return undefined;
      const { id: sub, ...claims } = user;
      return { accountId: sub, claims: () => ({ ...claims, sub }) };
    },
    interactions: { policy: interactionPolicyOf(module), url: (_ctx, { uid }) => `${INTERACTION_PATH}${uid}` },
    jwks: { keys: [settings.signingKey] },
    ttl: lifetimes(settings.accessTokenTtl),
  };
}

function fixedConfiguration() {
  return {
    adapter: memoryAdapter(),
    allowOmittingSingleRegisteredRedirectUri: false,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: () => false,
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    extraParams: { [OFFLINE]: keepOfflineAccess },
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has('offline_access'),
    loadExistingGrant: grantRequestedScopes,
    pkce: { required: () => true },
    renderError: (ctx, { error, error_description: description }) => showPage(ctx, errorPage(error, description)),
    responseTypes: ['code'],
    rotateRefreshToken: true,
    scopes: ['openid', 'offline_access'],
  } satisfies Partial<ProviderConfiguration>;
}

function clientMetadata(settings: ProviderSettings): Record<string, unknown> {
  return {
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    // oidc-provider accepts the secret in the header and in the body, whichever of the two is set here.
    token_endpoint_auth_method: 'client_secret_basic',
    // At least one is required. Loopback addresses are allowed without being listed.
    redirect_uris: settings.redirectUris.length > 0 ? settings.redirectUris : ['http://localhost/redirect'],
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
  };
}

/** Cookies do not depend on the port, so an application or a second provider on localhost needs other names. */
function cookieNames(port: number): ProviderConfiguration['cookies']['names'] {
  const name = `development_provider_${port}`;
  return { session: `${name}_session`, interaction: `${name}_interaction`, resume: `${name}_resume` };
}

function features(par: boolean): ProviderConfiguration['features'] {
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: par },
    resourceIndicators: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => showPage(ctx, signOutPage(form)),
      postLogoutSuccessSource: (ctx) => showPage(ctx, signedOutPage()),
    },
  };
}

/** oidc-provider has the prompts login and consent. This adds `select_account`, which shows the same page. */
function interactionPolicyOf({ interactionPolicy: { base, Prompt } }: OidcProviderModule): InteractionPolicy {
  const policy = base();
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

/** Sets every lifetime, because oidc-provider prints a notice for each missing one. */
function lifetimes(accessToken: number): Record<string, number> {
  return {
    AccessToken: accessToken,
    AuthorizationCode: 60,
    Grant: 14 * DAY_SECONDS,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 14 * DAY_SECONDS,
    Session: 14 * DAY_SECONDS,
  };
}

/**
 * Restores `offline_access`, which oidc-provider removes from a request without `prompt=consent`. OpenID Connect Core 1.0, section 11 allows
 * other conditions: here the scope only has to be requested. The function of an extra parameter runs right after the removal.
 */
function keepOfflineAccess(ctx: ProviderContext, pushed: string | undefined): void {
  const { params, body } = ctx.oidc;
  const isRequested = [ctx.query['scope'], body?.['scope']].some((scope) =>
    String(scope ?? '')
      .split(' ')
      .includes('offline_access'),
  );
  if (!isRequested && pushed === undefined) return;
  params[OFFLINE] = 'asked';
  const scopes = new Set((params['scope'] ?? '').split(' ')).add('offline_access');
  params['scope'] = [...scopes].join(' ').trim();
}

/** Grants all requested scopes, because the click was the consent. Uses the grant of this session, if there is one. */
async function grantRequestedScopes({ oidc }: ProviderContext): Promise<Grant | undefined> {
  const { provider, client, account, session, params } = oidc;
  if (!client || !account) return undefined;
  const { clientId } = client;
  const existing = session.grantIdFor(clientId);
  const grant = existing === undefined ? undefined : await provider.Grant.find(existing);
  const current = grant ?? new provider.Grant({ clientId, accountId: account.accountId });
  current.addOIDCScope(params['scope'] ?? '');
  await current.save();
  return current;
}

function showPage(ctx: ProviderContext, page: string): void {
  ctx.set(pageHeaders);
  ctx.body = page;
}
