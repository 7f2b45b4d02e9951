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
import type { Part, PartKind, Provider } from './provider.js';
import { fixesOf } from './quirks.js';

/** What a client of a provider in the catalogue is made of: our registration there. All that is known of the provider can be overridden. */
export interface ProviderOptions extends ClientOptions {
  /**
   * Whether to ask which groups the user is in, with the scope that takes: then `req.auth.groups` lists them, where the provider
   * tells. Default is false.
   */
  fetchGroups?: boolean | undefined;
}

/** Makes clients of one provider; `Needed` and `Known` are the parts of its addresses, those without and with a default. */
export interface ProviderFactory<Needed extends string = never, Known extends string = never> {
  /** A client of this provider. Throws a `ConfigurationError` for a wrong option. */
  (options: ProviderOptions & Record<Needed, string> & Partial<Record<Known, string>>): Client;
  /**
   * The same with `clientId`, `clientSecret` and the parts of the addresses from the environment: `GOOGLE_CLIENT_ID`,
   * `GOOGLE_CLIENT_SECRET`, `AUTH0_DOMAIN`. Options go before. Throws a `ConfigurationError` for a variable that is not set.
   */
  fromEnv(options?: Partial<ProviderOptions & Record<Needed | Known, string>>): Client;
}

/** The factory of a provider. `caller` is what errors call it; `prepare` makes more of its options. */
export function providerFactory<Needed extends string = never, Known extends string = never>(
  caller: string,
  provider: Provider,
): ProviderFactory<Needed, Known> {
  const make = (options: object): Client => providerClient(`${caller}()`, provider, options);
  return Object.assign(make, {
    fromEnv: (options: Record<string, unknown> = {}) =>
      make({ ...fromEnvironment(caller, provider, options), ...defined(options) }),
  });
}

/** A client of a provider. Throws a `ConfigurationError`. */
export function providerClient(caller: string, provider: Provider, given: object): Client {
  const { parts = {}, quirks = [], documentation: _documentation, checked: _checked, ...row } = provider;
  const common: Record<string, OptionRule> = provider.protocol === 'oauth1' ? oauth1ClientRules : clientRules;
  checkOptions<Record<string, unknown>>(caller, given, {
    ...common,
    ...partRules(parts),
    fetchGroups: takes.boolean(),
  });
  const { fetchGroups, ...options } = given as unknown as ProviderOptions;
  if (fetchGroups === true && !('groups' in provider))
    throw new ConfigurationError(
      `${caller}: option "fetchGroups" is for a provider that tells groups, which this one does not`,
    );
  const { groups, protocol, ...facts } = filled(row as Row, {
    ...partValues(parts, given),
    clientId: options.clientId,
  });
  const chosen = Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== undefined && !(name in parts)),
  ) as unknown as ClientOptions;
  const all = {
    ...facts,
    ...(fetchGroups === true ? { groups } : {}),
    ...chosen,
    ...(quirks.length === 0 ? {} : { fixes: fixesOf(quirks, chosen.fixes) }),
    ...together('authorizationParams', facts, chosen),
    ...together('apiHeaders', facts, chosen),
  };
  switch (protocol) {
    case 'oidc':
      return oidc(all as Parameters<typeof oidc>[0]);
    case 'oauth2':
      return oauth2(all as Parameters<typeof oauth2>[0]);
    case 'oauth1':
      return oauth1(all as unknown as Parameters<typeof oauth1>[0]);
  }
}

/** A row of any protocol, as far as it is looked at here. */
type Row = Pick<Provider, 'protocol' | 'name'> & Pick<ClientOptions, 'groups' | 'authorizationParams' | 'apiHeaders'>;

/** What the row knows and what the app wants of an option that has many entries. */
function together(
  name: 'authorizationParams' | 'apiHeaders',
  row: Partial<ClientOptions>,
  chosen: Partial<ClientOptions>,
): Partial<ClientOptions> {
  const all = { ...row[name], ...chosen[name] };
  return Object.keys(all).length === 0 ? {} : { [name]: all };
}

const PATTERNS: Record<PartKind, { takes: string; pattern: RegExp }> = {
  host: { takes: 'a host name such as "example.auth0.com"', pattern: /^[a-z0-9.-]+(?::\d{1,5})?$/i },
  address: { takes: 'an address without a slash at its end', pattern: /^https?:\/\/[^\s?#@]*[^\s?#@/]$/ },
  segment: { takes: 'letters, digits, "-", "_", "." and "~"', pattern: /^(?!\.+$)[\w.~-]+$/ },
};

function partRules(parts: Readonly<Record<string, Part>>): Record<string, OptionRule> {
  const rules = Object.entries(parts).map(([name, part]): [string, OptionRule] => {
    const { takes: words, pattern } = PATTERNS[part.kind];
    const check = (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
    return [name, { takes: words, check, required: part.default === undefined }];
  });
  return Object.fromEntries(rules);
}

function partValues(parts: Readonly<Record<string, Part>>, given: object): Record<string, string> {
  const values = given as Record<string, string | undefined>;
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, values[name] ?? part.default ?? '']));
}

/** A row with the parts in their places; braces of other names stay, for they are fields of the user info. */
function filled<Value>(row: Value, values: Record<string, string>): Value {
  if (typeof row === 'string')
    return row.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place) as Value;
  if (Array.isArray(row)) return row.map((each: unknown) => filled(each, values)) as Value;
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, filled(value, values)])) as Value;
}

function defined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** With these, a client needs no secret. */
const SECRETLESS = ['privateKey', 'clientAuthentication', 'rsaPrivateKey'];

function fromEnvironment(
  caller: string,
  { name, parts = {} }: Provider,
  given: Record<string, unknown>,
): Record<string, string> {
  const prefix = name.toUpperCase().replace(/-/g, '_');
  const found: Record<string, string> = {};
  for (const option of ['clientId', 'clientSecret', ...Object.keys(parts)]) {
    const variable = `${prefix}_${option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const value = process.env[variable];
    if (value !== undefined && value !== '') found[option] = value;
    const hasOther = option === 'clientSecret' && SECRETLESS.some((other) => given[other] !== undefined);
    const isOptional = parts[option]?.default !== undefined || hasOther;
    if (found[option] === undefined && given[option] === undefined && !isOptional)
      throw new ConfigurationError(`${caller}.fromEnv(): the environment variable ${variable} is not set`);
  }
  return found;
}
