import type { RequestListener } from 'node:http';
import { checkOptions, takes } from '../shared/check-options.js';
import type { OptionRules } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import { areUsers, defaultUsers } from './development-user.js';
import type { DevelopmentUser } from './development-user.js';
import { interactionHandler } from './interaction.js';
import { loadOidcProvider } from './load-oidc-provider.js';
import { listen } from './loopback-server.js';
import type { OidcProvider } from './oidc-provider-api.js';
import { INTERACTION_PATH, makeSigningKey, providerConfiguration } from './provider-configuration.js';

/** The options of `developmentProvider()`. */
export interface DevelopmentProviderOptions {
  /** The users who can sign in, each with one click. Default is Alice, Bob, and Mallory, whose address is not verified. */
  users?: DevelopmentUser[];
  /** The port to listen on; 0 takes any free port. Default is 3001. */
  port?: number;
  /** The address to listen on, such as `0.0.0.0` in a container. Default is `localhost`: 127.0.0.1, and ::1 where there is IPv6. */
  host?: string;
  /**
   * The issuer, an origin without a path. Set it if clients reach the provider at another address than it listens on, as in a container or
   * behind a proxy. Every endpoint is below the issuer. Default is `http://localhost:PORT`, or `http://HOST:PORT`.
   */
  issuer?: string;
  /** The id of the only client. Default is `demo`. */
  clientId?: string;
  /** The secret of the client, for `client_secret_basic` or `client_secret_post`. Default is `demo-secret-for-development-only`. */
  clientSecret?: string;
  /** Redirect URIs on other hosts. Those on localhost, 127.0.0.1 and [::1] are always allowed, with any port and path. Default is none. */
  redirectUris?: string[];
  /** Post-logout redirect URIs on other hosts than localhost, 127.0.0.1 and [::1]. Default is none. */
  postLogoutRedirectUris?: string[];
  /** The lifetime of an access token in seconds, from 1 to 86400. Default is 3600. */
  accessTokenTtl?: number;
  /** Whether the provider supports pushed authorization requests (RFC 9126). Default is false. */
  par?: boolean;
}

/** A running provider. */
export interface DevelopmentProvider {
  /** The issuer, for the option `issuer` of `oidc()`. */
  readonly issuer: string;
  /** The id of the only client. */
  readonly clientId: string;
  /** The secret of the client. */
  readonly clientSecret: string;
  /** Closes the server and its open connections at once, and frees the port. It may be called again. */
  close(): Promise<void>;
}

const rules: OptionRules<DevelopmentProviderOptions> = {
  users: { takes: 'an array of users, each with an id of its own', check: areUsers },
  port: { takes: 'a port from 0 to 65535', check: isPort },
  host: takes.string('an address to listen on'),
  issuer: { takes: 'an http or https origin without a path or a slash at its end', check: isOrigin },
  clientId: takes.string(),
  clientSecret: takes.secret(),
  redirectUris: { takes: 'an array of absolute URLs', check: areUrls },
  postLogoutRedirectUris: { takes: 'an array of absolute URLs', check: areUrls },
  accessTokenTtl: { takes: 'a whole number of seconds from 1 to 86400', check: isLifetime },
  par: takes.boolean(),
};

/**
 * Starts a real OpenID provider on this machine, for development, demos and tests. Test users sign in with one click and without a password,
 * and no app has to be registered anywhere. It runs on `oidc-provider`, an optional peer dependency:
 * `npm install --save-dev oidc-provider`. Import path: `express-oauth-beforeware/testing`.
 *
 * It supports the authorization code flow with required PKCE (S256), refresh tokens, user info, revocation and RP-initiated logout. The
 * scope `offline_access` requests a refresh token, with or without `prompt=consent`. Each refresh token works once; using it again revokes
 * all tokens of the grant. A logout revokes the tokens that were issued without `offline_access`. `prompt=login` and
 * `prompt=select_account` show the sign-in page again. All data is in memory, and each start makes a new signing key.
 *
 * @example
 * ```ts
 * const provider = await developmentProvider({ port: 3001 });
 * oauth(app, oidc({ issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret }));
 * ```
 *
 * @param options - Users, address and client; see `DevelopmentProviderOptions` for the defaults.
 * @returns The issuer and the credentials of the client, once the provider listens.
 * @throws `ConfigurationError` if `NODE_ENV` is `production`, an option is wrong, or `oidc-provider` is missing; an error of Node, such as
 * `EADDRINUSE`, if the port is not available. In all these cases nothing listens.
 */
export async function developmentProvider(options: DevelopmentProviderOptions = {}): Promise<DevelopmentProvider> {
  refuseInProduction();
  checkOptions<DevelopmentProviderOptions>('developmentProvider()', options, rules);
  const { users = defaultUsers, port = 3001, host } = options;
  const [module, signingKey] = await Promise.all([loadOidcProvider(), makeSigningKey()]);
  // The issuer contains the port, which is known only once the server listens.
  let answer: RequestListener = answerNotReady;
  const server = await listen((req, res) => answer(req, res), port, host);
  try {
    const issuer = options.issuer ?? `http://${hostName(host)}:${server.port}`;
    const settings = { ...clientSettings(options), users, port: server.port, signingKey };
    const provider = new module.Provider(issuer, providerConfiguration(module, settings));
    allowLoopback(provider);
    await checkClient(provider, settings.clientId);
    answer = requestListener(provider, users, issuer);
    return { issuer, clientId: settings.clientId, clientSecret: settings.clientSecret, close: server.close };
  } catch (error) {
    await server.close();
    throw error;
  }
}

const answerNotReady: RequestListener = (_req, res) => res.writeHead(503).end();

function clientSettings({
  clientId = 'demo',
  clientSecret = 'demo-secret-for-development-only',
  redirectUris = [],
  postLogoutRedirectUris = [],
  accessTokenTtl = 3600,
  par = false,
}: DevelopmentProviderOptions) {
  return { clientId, clientSecret, redirectUris, postLogoutRedirectUris, accessTokenTtl, par };
}

/** Anybody can sign in as any user here. */
function refuseInProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  const hint = 'Register the application at a real provider. Start this one only outside of production';
  throw new ConfigurationError(
    'developmentProvider() signs anybody in without a password and refuses to start with NODE_ENV=production',
    { hint },
  );
}

function requestListener(provider: OidcProvider, users: DevelopmentUser[], issuer: string): RequestListener {
  const { host, protocol } = new URL(issuer);
  const callback = provider.callback();
  const interaction = interactionHandler(provider, users);
  provider.proxy = true;
  return function answer(req, res) {
    // oidc-provider derives its endpoints from the Host header. Here they are always below the issuer.
    req.headers.host = host;
    req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    delete req.headers['x-forwarded-host'];
    const answered = req.url?.startsWith(INTERACTION_PATH) ? interaction(req, res) : callback(req, res);
    answered.catch(() => res.destroy());
  };
}

/** Allows every redirect URI on this machine, because ports and paths change often during development. */
function allowLoopback({ Client: { prototype } }: OidcProvider): void {
  for (const method of ['redirectUriAllowed', 'postLogoutRedirectUriAllowed'] as const) {
    const registered = prototype[method];
    prototype[method] = function isAllowed(uri) {
      return registered.call(this, uri) || isLoopback(uri);
    };
  }
}

function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && username + password === '' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** oidc-provider checks a client at its first use. This makes it check at once. */
async function checkClient(provider: OidcProvider, clientId: string): Promise<void> {
  try {
    await provider.Client.find(clientId);
  } catch (cause) {
    const reason =
      cause instanceof Error && 'error_description' in cause ? String(cause.error_description) : String(cause);
    throw new ConfigurationError(`developmentProvider(): oidc-provider does not take this client: ${reason}`, {
      cause,
    });
  }
}

function hostName(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535;
}

function isLifetime(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 86_400;
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

function areUrls(value: unknown): boolean {
  return Array.isArray(value) && value.every((url) => typeof url === 'string' && URL.canParse(url));
}
