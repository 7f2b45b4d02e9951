import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdapterFactory } from './memory-adapter.js';

/** The part of oidc-provider that is used here. The package has no types. */
export interface OidcProviderModule {
  Provider: new (issuer: string, configuration: ProviderConfiguration) => OidcProvider;
  interactionPolicy: {
    base: () => InteractionPolicy;
    Prompt: new (options: { name: string; requestable: boolean }) => object;
  };
}

/** A running provider: a Koa application with models. */
export interface OidcProvider {
  /** A setting of Koa: whether to trust `X-Forwarded-Proto`. */
  proxy: boolean;
  readonly Client: {
    prototype: RegisteredClient;
    find: (id: string) => Promise<RegisteredClient | undefined>;
  };
  readonly Grant: GrantModel;
  callback: () => (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  interactionDetails: (req: IncomingMessage, res: ServerResponse) => Promise<Interaction>;
  interactionFinished: (
    req: IncomingMessage,
    res: ServerResponse,
    result: InteractionResult,
    options: { mergeWithLastSubmission: boolean },
  ) => Promise<void>;
}

/** A registered client. */
interface RegisteredClient {
  readonly clientId: string;
  redirectUriAllowed: (uri: string) => boolean;
  postLogoutRedirectUriAllowed: (uri: string) => boolean;
}

/** The scopes that a user has granted to a client. */
export interface Grant {
  addOIDCScope: (scope: string) => void;
  save: () => Promise<string>;
}

interface GrantModel {
  new (of: { accountId: string; clientId: string }): Grant;
  find: (id: string) => Promise<Grant | undefined>;
}

/** The prompts that a request may show, in this order. */
export interface InteractionPolicy {
  add: (prompt: object, index: number) => void;
}

/** An authorization request that waits for its user. */
export interface Interaction {
  params: Record<string, string | undefined>;
}

/** The result of an interaction: an entry for each prompt that it answers, or an error. */
type InteractionResult =
  | { login: { accountId: string }; consent: object; select_account: object }
  | { error: string; error_description: string };

/** The Koa context of a request, for the functions in the configuration. */
export interface ProviderContext {
  type: string;
  body: string;
  query: Record<string, string | string[] | undefined>;
  set: (headers: Record<string, string>) => void;
  oidc: {
    provider: OidcProvider;
    client?: RegisteredClient;
    account?: { accountId: string };
    body?: Record<string, string | undefined>;
    params: Record<string, string | undefined>;
    session: { accountId?: string; grantIdFor: (clientId: string) => string | undefined };
  };
}

type Feature<More = object> = { enabled: boolean } & More;

/** The options of oidc-provider that this package sets. */
export interface ProviderConfiguration {
  adapter: AdapterFactory;
  allowOmittingSingleRegisteredRedirectUri: boolean;
  claims: Record<string, string[]>;
  clientAuthMethods: string[];
  clientBasedCORS: () => boolean;
  clients: Record<string, unknown>[];
  cookies: { keys: string[]; names: Record<'session' | 'interaction' | 'resume', string> };
  enabledJWA: Record<string, string[]>;
  extraParams: Record<string, (ctx: ProviderContext, value: string | undefined) => void>;
  features: {
    devInteractions: Feature;
    pushedAuthorizationRequests: Feature;
    resourceIndicators: Feature;
    revocation: Feature<{
      allowedPolicy: (ctx: ProviderContext, client: RegisteredClient, token: { clientId: string }) => boolean;
    }>;
    rpInitiatedLogout: Feature<{
      logoutSource: (ctx: ProviderContext, form: string) => void;
      postLogoutSuccessSource: (ctx: ProviderContext) => void;
    }>;
  };
  findAccount: (ctx: ProviderContext, id: string) => Account | undefined;
  interactions: {
    policy: InteractionPolicy;
    url: (ctx: ProviderContext, interaction: { uid: string }) => string;
  };
  issueRefreshToken: (
    ctx: ProviderContext,
    client: RegisteredClient,
    source: { scopes: ReadonlySet<string> },
  ) => boolean;
  jwks: { keys: object[] };
  loadExistingGrant: (ctx: ProviderContext) => Promise<Grant | undefined>;
  pkce: { required: () => boolean };
  renderError: (ctx: ProviderContext, out: { error: string; error_description?: string }) => void;
  responseTypes: string[];
  rotateRefreshToken: boolean;
  scopes: string[];
  ttl: Record<string, number>;
}

/** A user, for oidc-provider. */
interface Account {
  accountId: string;
  claims: () => Record<string, unknown>;
}
