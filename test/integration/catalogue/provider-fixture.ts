import type { Client, Fetch } from '../../../src/index.js';
import type { Answer } from './stand-in.js';

/** The app's registration at a provider. */
export interface Registration {
  clientId: string;
  clientSecret: string;
  fetch: Fetch;
}

/** The responses that a provider documents, and the result of a sign-in with them. */
export interface ProviderFixture {
  createClient: (registration: Registration) => Client;
  /** OpenID Connect: claims of the ID token, in addition to the required ones. */
  idToken?: Record<string, unknown>;
  /** OpenID Connect: the `iss` of the ID token, if it differs from the client's issuer. */
  idTokenIssuer?: string;
  /** OpenID Connect: the issuer in the metadata, if it differs from `idTokenIssuer`. */
  metadataIssuer?: string;
  /** The token response, in addition to the access token. A string is the whole response. */
  tokenResponse?: Record<string, unknown> | string;
  /** Parameters of the authorization response, in addition to `code` and `state`. */
  responseParameters?: Record<string, string>;
  /** The responses of other endpoints, by host and path. */
  answers?: Record<string, Answer>;
  /** The expected authorization request. */
  authorization: { url: string; parameters: Record<string, string> };
  /** The expected ident. */
  ident: string;
  /** The expected user info. */
  info: Record<string, unknown>;
  /** A relative path of the API, and its expected URL. */
  api?: [path: string, url: string];
}

/** The user of most fixtures. */
export const ADA = { name: 'Ada Lovelace', email: 'ada@example.com', picture: 'https://pictures.example/ada.png' };
