import { ConfigurationError } from '../../shared/errors.js';

/** Where the API of a provider is. Its access tokens go nowhere else. */
export interface ProviderApi {
  /** The base of relative paths. */
  base: URL | undefined;
  /** All origins that may be called, including the origin of the base. */
  origins: ReadonlySet<string>;
}

/** The API of a provider: the origins of its own endpoints, and those that the options name. */
export function findProviderApi(
  { apiBase, apiOrigins = [] }: { apiBase?: string | undefined; apiOrigins?: readonly string[] | undefined },
  endpoints: readonly (string | undefined)[],
): ProviderApi {
  const addresses = [apiBase, ...endpoints, ...apiOrigins].filter((address) => address !== undefined);
  return {
    base: apiBase === undefined ? undefined : new URL(apiBase),
    origins: new Set(addresses.map((address) => new URL(address).origin)),
  };
}

/**
 * Resolves a path of the API. A path without a leading slash is relative to the base; a path with one, to the origin of the base.
 * Throws a `ConfigurationError`, code `ERR_OAUTH_FOREIGN_ORIGIN`, for an address that is not the provider's.
 */
export function resolveApiTarget({ base, origins }: ProviderApi, path: string | URL, client: string): URL {
  if (typeof path !== 'string' && !(path instanceof URL)) throw notAnAddressError(client);
  const text = String(path);
  if (base === undefined && !URL.canParse(text)) throw noBaseError(client);
  const target = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (!target || !isAllowed(target, origins)) throw foreignOriginError(origins, client);
  const isRelative = !URL.canParse(text) && !/^[/\\]/.test(text);
  if (isRelative && base && !target.pathname.startsWith(base.pathname)) throw outsideBaseError(client);
  return target;
}

/** Whether an address is of an allowed origin. The protocol is checked, too: a `blob:` address has the origin of an address inside it. */
export function isAllowed({ protocol, origin, username, password }: URL, origins: ReadonlySet<string>): boolean {
  return /^https?:$/.test(protocol) && origins.has(origin) && username === '' && password === '';
}

function notAnAddressError(client: string): ConfigurationError {
  return new ConfigurationError('fetch() takes a path or a URL first, not a Request', { client });
}

function noBaseError(client: string): ConfigurationError {
  return new ConfigurationError(`The client "${client}" has no base address for relative paths`, {
    client,
    hint: 'Set the option "apiBase", such as "https://api.example.com/v1/"',
  });
}

function foreignOriginError(origins: ReadonlySet<string>, client: string): ConfigurationError {
  return new ConfigurationError(`The tokens of "${client}" must not be sent to this address`, {
    code: 'ERR_OAUTH_FOREIGN_ORIGIN',
    client,
    hint: `Allowed origins: ${[...origins].join(', ') || 'none'}. Add others with the option "apiOrigins" of the client`,
  });
}

function outsideBaseError(client: string): ConfigurationError {
  return new ConfigurationError('A relative path of the API must stay below its base', {
    code: 'ERR_OAUTH_FOREIGN_ORIGIN',
    client,
    hint: 'Encode each part of the path that a user wrote. Begin a path that is relative to the origin with a slash',
  });
}
