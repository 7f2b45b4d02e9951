import type { OAuth1Options } from '../protocol/options/oauth1-options.js';
import type { OAuth2Options } from '../protocol/options/oauth2-options.js';
import type { OidcOptions } from '../protocol/options/oidc-options.js';
import type { QuirkName } from './quirks.js';

/** What a part of a provider's addresses can be: a host, an address without a slash at its end, or one segment of a path. */
export type PartKind = 'host' | 'address' | 'segment';

/** A part of a provider's addresses that differs from customer to customer: `{domain}` stands for it in the row. */
export interface Part {
  /** What it can be. */
  kind: PartKind;
  /** What it is when the app does not say. Without one, the app has to. */
  default?: string;
}

/** What the catalogue knows of a provider beside its protocol. */
interface ProviderFacts {
  /** The name of its clients: the first part of every ident. */
  name: string;
  /** What its button says. */
  label: string;
  /** The parts of its addresses that the app knows. */
  parts?: Readonly<Record<string, Part>>;
  /** What it does otherwise than the specifications say, by name. */
  quirks?: readonly QuirkName[];
  /** Where the provider documents this. */
  documentation: string;
  /** When this row was last compared with what is published about the provider. */
  checked: string;
}

type Own = 'clientId' | 'clientSecret' | 'name' | 'label' | 'fetch' | 'clock' | 'dangerously' | 'privateKey' | 'fixes';

/** A provider with discovery: its row holds the issuer, so it cannot go stale. */
export type OidcProvider = ProviderFacts & { protocol: 'oidc' } & Omit<OidcOptions, Own>;

/** A provider without: its row holds the endpoints. */
export type OAuth2Provider = ProviderFacts & { protocol: 'oauth2' } & Omit<OAuth2Options, Own>;

/** A provider that speaks OAuth 1.0a. */
export type OAuth1Provider = ProviderFacts & { protocol: 'oauth1' } & Omit<OAuth1Options, Own | 'rsaPrivateKey'>;

/** A row of the catalogue. */
export type Provider = OidcProvider | OAuth2Provider | OAuth1Provider;
