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
import { INTERACTION_PATH, newSigningKey, providerConfiguration } from './provider-configuration.js';

/** What `developmentProvider()` takes. All of it may be left out. */
export interface DevelopmentProviderOptions {
  /** Who can sign in, each with one click. Default is Alice and Bob, and Mallory with an address that is not verified. */
  users?: DevelopmentUser[];
  /** The port to listen on; 0 takes any that is free. Default is 3001. */
  port?: number;
  /** The address to listen on, as `0.0.0.0` in a container. Default is `localhost`: 127.0.0.1, and ::1 where there is IPv6. */
  host?: string;
  /**
   * The issuer: an origin without a path, for a provider that is reached at another address than it listens on, as in a
   * container or behind a proxy. Every endpoint then stands below it. Default is `http://localhost:PORT`, or `http://HOST:PORT`.
   */
  issuer?: string;
  /** The client id of the one client. Default is `demo`. */
  clientId?: string;
  /** Its secret, taken as `client_secret_basic` and as `client_secret_post`. Default is `demo-secret-for-development-only`. */
  clientSecret?: string;
  /** Redirect URIs beside those on localhost, 127.0.0.1 and [::1], which are all allowed, at any port and path. Default is none. */
  redirectUris?: string[];
  /** Post-logout redirect URIs beside those on localhost, 127.0.0.1 and [::1]. Default is none. */
  postLogoutRedirectUris?: string[];
  /** How long an access token lives, in seconds, from 1 to 86400. Default is 3600. */
  accessTokenTtl?: number;
  /** Whether authorization requests can be pushed (RFC 9126). Default is false. */
  par?: boolean;
}

/** A provider that runs. */
export interface DevelopmentProvider {
  /** The issuer, as a client's discovery takes it. */
  readonly issuer: string;
  /** The client id of its one client. */
  readonly clientId: string;
  /** That client's secret. */
  readonly clientSecret: string;
  /** Ends the server and its open connections at once; the port is free then. May be called again. */
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
 * Starts a real OpenID provider on this machine, on which one signs in as a test user with one click and without a password:
 * for development, demos and tests, and without a registration anywhere. It runs on `oidc-provider`, an optional peer
 * dependency: `npm install --save-dev oidc-provider`. Import path: `express-oauth-beforeware/testing`.
 *
 * It speaks the authorization code flow with PKCE (S256, required), refresh tokens (issued when the scope `offline_access` is
 * asked for, with or without `prompt=consent`; each is good once, and using one again revokes them all), user info,
 * revocation, and RP-initiated logout, which also ends tokens that came without `offline_access`. `prompt=login` and
 * `prompt=select_account` show the page again. Everything is in memory, and its signing key is a new one at every start.
 *
 * @example
 * ```ts
 * const provider = await developmentProvider({ port: 3001 });
 * oauth(app, oidc({ issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret }));
 * ```
 *
 * @param options - Users, address and client; see `DevelopmentProviderOptions` for the defaults.
 * @returns The issuer and the client's credentials, once it listens.
 * @throws `ConfigurationError` when `NODE_ENV` is `production`, when an option is wrong, and when `oidc-provider` is missing;
 * Node's own error, as `EADDRINUSE`, when the port cannot be had. Nothing listens then.
 */
export async function developmentProvider(options: DevelopmentProviderOptions = {}): Promise<DevelopmentProvider> {
  refuseInProduction();
  checkOptions<DevelopmentProviderOptions>('developmentProvider()', options, rules);
  const { users = defaultUsers, port = 3001, host } = options;
  const [module, signingKey] = await Promise.all([loadOidcProvider(), newSigningKey()]);
  // The issuer names the port, which is known only once it listens.
  let answer: RequestListener = notYet;
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

const notYet: RequestListener = (_req, res) => res.writeHead(503).end();

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

/** Anybody can sign in as anybody here. */
function refuseInProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  const hint = 'Register the application at a real provider, and start this one only outside of production';
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
    // oidc-provider builds its endpoints from what the request was sent to: here they stand below the issuer, always.
    req.headers.host = host;
    req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    delete req.headers['x-forwarded-host'];
    const answered = req.url?.startsWith(INTERACTION_PATH) ? interaction(req, res) : callback(req, res);
    answered.catch(() => res.destroy());
  };
}

/** Lets in every redirect URI of this machine: an application under development changes its port and path freely. */
function allowLoopback({ Client: { prototype } }: OidcProvider): void {
  for (const method of ['redirectUriAllowed', 'postLogoutRedirectUriAllowed'] as const) {
    const registered = prototype[method];
    prototype[method] = function allowed(uri) {
      return registered.call(this, uri) || isLoopback(uri);
    };
  }
}

function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  const web = protocol === 'http:' || protocol === 'https:';
  return web && username + password === '' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** oidc-provider looks at a client only when it is first asked for: here that is at once. */
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
