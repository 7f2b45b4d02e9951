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

/** What the configuration is made from. */
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

/** Where a user is chosen; the rest of the path is the interaction's id. */
export const INTERACTION_PATH = '/interaction/';

const DAY = 24 * 60 * 60;

/** Remembers through a pushed request that `offline_access` was asked for. */
const OFFLINE = 'development_offline_access';

/** A new RSA key as a private JWK: ID tokens of an earlier run are not valid in this one. */
export async function newSigningKey(): Promise<object> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    ...privateKey.export({ format: 'jwk' }),
    alg: 'RS256',
    use: 'sig',
    kid: randomBytes(8).toString('hex'),
  };
}

/** The whole configuration of oidc-provider. */
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
    interactions: { policy: policyOf(module), url: (_ctx, { uid }) => `${INTERACTION_PATH}${uid}` },
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
    loadExistingGrant: grantWhatIsAsked,
    pkce: { required: () => true },
    renderError: (ctx, { error, error_description: description }) => show(ctx, errorPage(error, description)),
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
    // oidc-provider takes the secret in the header and in the body alike, whichever of the two stands here.
    token_endpoint_auth_method: 'client_secret_basic',
    // One address must be there; loopback addresses are let in without being listed.
    redirect_uris: settings.redirectUris.length > 0 ? settings.redirectUris : ['http://localhost/redirect'],
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
  };
}

/** Cookies know no ports: the application at another port of localhost, or a second provider, must not share a name. */
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
      logoutSource: (ctx, form) => show(ctx, signOutPage(form)),
      postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage()),
    },
  };
}

/** oidc-provider knows login and consent; `select_account` shows the same page. */
function policyOf({ interactionPolicy: { base, Prompt } }: OidcProviderModule): InteractionPolicy {
  const policy = base();
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

/** Every one is set, for oidc-provider prints a notice for each that is not. */
function lifetimes(accessToken: number): Record<string, number> {
  return {
    AccessToken: accessToken,
    AuthorizationCode: 60,
    Grant: 14 * DAY,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 14 * DAY,
    Session: 14 * DAY,
  };
}

/**
 * oidc-provider drops `offline_access` from a request without `prompt=consent`. OpenID Connect Core 1.0, section 11 leaves a
 * provider other conditions; the one here is to have asked. An extra parameter's function runs right after the drop.
 */
function keepOfflineAccess(ctx: ProviderContext, pushed: string | undefined): void {
  const { params, body } = ctx.oidc;
  const asked = [ctx.query['scope'], body?.['scope']].some((scope) =>
    String(scope ?? '')
      .split(' ')
      .includes('offline_access'),
  );
  if (!asked && pushed === undefined) return;
  params[OFFLINE] = 'asked';
  const scopes = new Set((params['scope'] ?? '').split(' ')).add('offline_access');
  params['scope'] = [...scopes].join(' ').trim();
}

/** The click was the consent: what is asked for is granted, in the grant of this session when there is one. */
async function grantWhatIsAsked({ oidc }: ProviderContext): Promise<Grant | undefined> {
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

function show(ctx: ProviderContext, page: string): void {
  ctx.set(pageHeaders);
  ctx.body = page;
}
