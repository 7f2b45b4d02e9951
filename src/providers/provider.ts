import type { OAuth1Options } from '../protocol/options/oauth1-options.js';
import type { OAuth2Options } from '../protocol/options/oauth2-options.js';
import type { OidcOptions } from '../protocol/options/oidc-options.js';
import type { QuirkName } from './quirks.js';

/** The kind of a placeholder's value. A segment is a part of a path, a query or a host name. */
export type PlaceholderKind = 'host' | 'url' | 'segment';

/** A placeholder in the URLs of a row, such as `{domain}`. Its value is an option of the app, with the same name. */
export interface Placeholder {
  /** The kind of its value. */
  kind: PlaceholderKind;
  /** Its value if the app sets none. A placeholder without a default is a required option. */
  default?: string;
}

/** The columns of a row that do not depend on the protocol. */
interface ProviderFacts {
  /** The default name of its clients: the first part of every ident. */
  name: string;
  /** The provider's name on the sign-in button. */
  label: string;
  /** The placeholders in its URLs, by name. */
  placeholders?: Readonly<Record<string, Placeholder>>;
  /** Its deviations from the specifications. */
  quirks?: readonly QuirkName[];
  /**
   * The claim of `info` that proves membership of an organization, where the provider has accounts of many: an e-mail address does not.
   * `groups` stands for the list of groups.
   */
  membership?: string;
  /** The page that documents its sign-in. */
  documentation: string;
  /** The date on which the row was last compared with the provider's documentation. */
  checked: string;
}

/** Options that only the app can set, or that `ProviderFacts` replaces. */
type AppOption =
  | 'clientId'
  | 'clientSecret'
  | 'name'
  | 'label'
  | 'fetch'
  | 'clock'
  | 'dangerously'
  | 'privateKey'
  | 'fixes';

/** A row for OpenID Connect. It contains the issuer: the endpoints come from the provider's metadata. */
export type OidcProvider = ProviderFacts & { protocol: 'oidc' } & Omit<OidcOptions, AppOption>;

/** A row for OAuth 2.0. It contains the endpoints. */
export type OAuth2Provider = ProviderFacts & { protocol: 'oauth2' } & Omit<OAuth2Options, AppOption>;

/** A row for OAuth 1.0a. It contains the endpoints. */
export type OAuth1Provider = ProviderFacts & { protocol: 'oauth1' } & Omit<OAuth1Options, AppOption | 'rsaPrivateKey'>;

/** A row of the catalogue: the options that are the same for every client of a provider. */
export type Provider = OidcProvider | OAuth2Provider | OAuth1Provider;
