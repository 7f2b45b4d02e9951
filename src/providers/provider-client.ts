import { checkOptions, takes } from '../shared/check-options.js';
import type { OptionRule } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import type { Client } from '../protocol/client.js';
import { clientRules } from '../protocol/options/client-options.js';
import type { ClientOptions } from '../protocol/options/client-options.js';
import { oauth1 } from '../protocol/oauth1/oauth1.js';
import { oauth1ClientRules } from '../protocol/options/oauth1-options.js';
import { oauth2 } from '../protocol/oauth2/oauth2.js';
import { oidc } from '../protocol/oidc/oidc.js';
import type { Placeholder, PlaceholderKind, Provider } from './provider.js';
import { combineFixes } from './quirks.js';

/** The options of every provider in the catalogue. They override the values that the catalogue contains. */
export interface ProviderOptions extends ClientOptions {
  /**
   * Whether to request the user's groups, with the scope that this requires. `req.auth.groups` then lists them, if the
   * provider returns them. Default is false.
   */
  fetchGroups?: boolean | undefined;
}

/**
 * Creates clients of one provider. `RequiredPlaceholder` and `OptionalPlaceholder` name the placeholders in its URLs,
 * such as `domain`. Each placeholder is an option; the optional ones have a default.
 */
export interface ProviderFactory<
  RequiredPlaceholder extends string = never,
  OptionalPlaceholder extends string = never,
> {
  /** Creates a client. Throws a `ConfigurationError` for a wrong option. */
  (
    options: ProviderOptions & Record<RequiredPlaceholder, string> & Partial<Record<OptionalPlaceholder, string>>,
  ): Client;
  /**
   * Creates a client whose `clientId`, `clientSecret` and placeholders come from environment variables, such as
   * `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET` and `AUTH0_DOMAIN`. An option takes precedence over its variable. Throws
   * a `ConfigurationError` for a variable that is not set.
   */
  fromEnv(options?: Partial<ProviderOptions & Record<RequiredPlaceholder | OptionalPlaceholder, string>>): Client;
  /**
   * The row of the catalogue, for the tests and the table in the documentation.
   * @internal
   */
  readonly provider: Provider;
}

/** Creates the factory of a provider; `caller` is the factory's name in error messages. */
export function providerFactory<RequiredPlaceholder extends string = never, OptionalPlaceholder extends string = never>(
  caller: string,
  provider: Provider,
): ProviderFactory<RequiredPlaceholder, OptionalPlaceholder> {
  const createClient = (options: object): Client => createProviderClient(`${caller}()`, provider, options);
  return Object.assign(createClient, {
    fromEnv: (options: Record<string, unknown> = {}) =>
      createClient({ ...readEnvironment(caller, provider, options), ...omitUndefined(options) }),
    provider,
  });
}

/** Creates a client of a provider. Throws a `ConfigurationError` for a wrong option. */
export function createProviderClient(caller: string, provider: Provider, options: object): Client {
  const {
    placeholders = {},
    quirks = [],
    membership: _membership,
    documentation: _documentation,
    checked: _checked,
    ...template
  } = provider;
  checkOptions<Record<string, unknown>>(caller, options, {
    ...(provider.protocol === 'oauth1' ? oauth1ClientRules : clientRules),
    ...createPlaceholderRules(placeholders),
    fetchGroups: takes.boolean(),
  });
  const { fetchGroups = false, ...appOptions } = omitUndefined(options) as unknown as ProviderOptions;
  if (fetchGroups && !('groups' in provider))
    throw new ConfigurationError(`${caller}: option "fetchGroups" is not supported: the provider returns no groups`);
  const values = { ...readPlaceholderValues(placeholders, options), clientId: appOptions.clientId };
  const { groups, protocol, ...rowOptions } = fillTemplate(template as Template, values);
  const overrides = Object.fromEntries(
    Object.entries(appOptions).filter(([name]) => !(name in placeholders)),
  ) as unknown as ClientOptions;
  const clientOptions = {
    ...rowOptions,
    ...(fetchGroups ? { groups } : {}),
    ...overrides,
    ...(quirks.length === 0 ? {} : { fixes: combineFixes(quirks, overrides.fixes) }),
    ...mergeEntries('authorizationParams', rowOptions, overrides),
    ...mergeEntries('apiHeaders', rowOptions, overrides),
  };
  switch (protocol) {
    case 'oidc':
      return oidc(clientOptions as Parameters<typeof oidc>[0]);
    case 'oauth2':
      return oauth2(clientOptions as Parameters<typeof oauth2>[0]);
    case 'oauth1':
      return oauth1(clientOptions as unknown as Parameters<typeof oauth1>[0]);
  }
}

/** A row of any protocol, reduced to the options that this file reads. */
type Template = Pick<Provider, 'protocol' | 'name'> &
  Pick<ClientOptions, 'groups' | 'authorizationParams' | 'apiHeaders'>;

/** Merges an option whose value is an object: the app's entries override the row's entries of the same name. */
function mergeEntries(
  option: 'authorizationParams' | 'apiHeaders',
  rowOptions: Partial<ClientOptions>,
  overrides: Partial<ClientOptions>,
): Partial<ClientOptions> {
  const entries = { ...rowOptions[option], ...overrides[option] };
  return Object.keys(entries).length === 0 ? {} : { [option]: entries };
}

const PLACEHOLDER_PATTERNS: Record<PlaceholderKind, { takes: string; pattern: RegExp }> = {
  host: { takes: 'a host name such as "example.auth0.com"', pattern: /^[a-z0-9.-]+(?::\d{1,5})?$/i },
  url: { takes: 'a URL without a slash at its end', pattern: /^https?:\/\/[^\s?#@]*[^\s?#@/]$/ },
  segment: { takes: 'letters, digits, "-", "_", "." and "~"', pattern: /^(?!\.+$)[\w.~-]+$/ },
};

function createPlaceholderRules(placeholders: Readonly<Record<string, Placeholder>>): Record<string, OptionRule> {
  const rules = Object.entries(placeholders).map(([name, placeholder]): [string, OptionRule] => {
    const { takes: expected, pattern } = PLACEHOLDER_PATTERNS[placeholder.kind];
    const check = (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
    return [name, { takes: expected, check, required: placeholder.default === undefined }];
  });
  return Object.fromEntries(rules);
}

function readPlaceholderValues(
  placeholders: Readonly<Record<string, Placeholder>>,
  options: object,
): Record<string, string> {
  const values = options as Record<string, string | undefined>;
  const entries = Object.entries(placeholders).map(([name, placeholder]) => [
    name,
    values[name] ?? placeholder.default ?? '',
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Replaces each `{name}` in a template's strings. A name without a value stays: it is a field of the user info. */
function fillTemplate<Value>(template: Value, values: Record<string, string>): Value {
  if (typeof template === 'string')
    return template.replace(/\{(\w+)\}/g, (match, name: string) => values[name] ?? match) as Value;
  if (Array.isArray(template)) return template.map((item: unknown) => fillTemplate(item, values)) as Value;
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [name, fillTemplate(value, values)]),
  ) as Value;
}

function omitUndefined(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A client with one of these options needs no secret. */
const SECRET_ALTERNATIVES = ['privateKey', 'clientAuthentication', 'rsaPrivateKey'];

/** Reads options from the environment. Throws a `ConfigurationError` for a required option that is set nowhere. */
function readEnvironment(
  caller: string,
  { name, placeholders = {} }: Provider,
  given: Record<string, unknown>,
): Record<string, string> {
  const prefix = name.toUpperCase().replace(/-/g, '_');
  const found: Record<string, string> = {};
  for (const option of ['clientId', 'clientSecret', ...Object.keys(placeholders)]) {
    const variable = `${prefix}_${option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const value = process.env[variable];
    if (value !== undefined && value !== '') found[option] = value;
    const hasAlternative = option === 'clientSecret' && SECRET_ALTERNATIVES.some((other) => given[other] !== undefined);
    const isOptional = placeholders[option]?.default !== undefined || hasAlternative;
    if (found[option] === undefined && given[option] === undefined && !isOptional)
      throw new ConfigurationError(`${caller}.fromEnv(): the environment variable ${variable} is not set`);
  }
  return found;
}
