import { isOAuthError } from '../shared/errors.js';
import type { ApiInit } from '../protocol/transport/api-call.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { SignIn, UserInfo } from './session-data.js';
import { fetchAs } from '../tokens/api-access.js';
import type { TokenRefresher, TokenOwner } from '../tokens/token-refresher.js';

/** What is done with a user's tokens at one provider. */
export interface ProviderAccess {
  /**
   * The provider's access token, renewed when it is nearly over. Rejects with a `NotSignedInError` when there is none, or none any
   * more (`ERR_OAUTH_TOKEN_EXPIRED`, `ERR_OAUTH_TOKEN_DEAD`), with a `SessionError` when the store does not answer, and with a
   * `ProviderUnavailableError` when the provider does not and the token is over.
   */
  accessToken(): Promise<string>;
  /**
   * Calls the provider's API as the user, as `fetch` does: `fetch('user/repos')`. A relative path is below the client's `apiBase`;
   * any other origin than the provider's is refused with a `ConfigurationError` before anything is sent. Renews the token when
   * it is due, and after a 401, to try once more; a body that streams is not sent twice, so its 401 is given back. Rejects as
   * `accessToken()` does, with a `ProviderUnavailableError`, and with the reason of a `signal` that ends it.
   */
  fetch(path: string | URL, init?: ApiInit): Promise<Response>;
  /** What the provider says about the access token (RFC 7662); undefined when it does not tell. Rejects as `accessToken()` does. */
  introspect(): Promise<Record<string, unknown> | undefined>;
}

/** Who is signed in: `req.auth`, on every request of a signed-in user. */
export interface Auth extends ProviderAccess {
  /** `<client name>:<the provider's user id>`: the key to store users under. */
  readonly ident: string;
  /** What this session goes by in `auth.sessions`; it says nothing of the cookie. */
  readonly sessionId: string;
  /** The name of the client that signed the user in. */
  readonly client: string;
  /** Who the provider says it is, as of the sign-in. */
  readonly info: UserInfo;
  /** The groups of the user, as of the sign-in: undefined where the client does not ask for them, or the provider does not tell. */
  readonly groups: readonly string[] | undefined;
  /** The scopes that were granted. */
  readonly scope: readonly string[];
  /** When, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When the user authenticated at the provider, in milliseconds since the epoch, where it says so (`auth_time`). */
  readonly authenticatedAt: number | undefined;
  /** The class of the authentication, where the provider says so (`acr`). */
  readonly acr: string | undefined;
  /** Its methods, where the provider says so (`amr`). */
  readonly amr: readonly string[] | undefined;
  /** Further providers that the user has connected, by the names of their clients. */
  readonly connections: Readonly<Record<string, Connection>>;
  /** When the session ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** A further provider that a user has connected. */
export interface Connection extends ProviderAccess {
  /** `<client name>:<the provider's user id>`. */
  readonly ident: string;
  /** The name of its client. */
  readonly client: string;
  /** Who that provider says it is, as of the connection. */
  readonly info: UserInfo;
  /** The groups there: undefined where the client does not ask for them, or the provider does not tell. */
  readonly groups: readonly string[] | undefined;
  /** The scopes that were granted. */
  readonly scope: readonly string[];
  /** When, in milliseconds since the epoch. */
  readonly connectedAt: number;
  /** Takes the connection back: its tokens are forgotten here, and taken back there. Rejects with a `SessionError`. */
  disconnect(): Promise<void>;
}

declare global {
  namespace Express {
    interface Request {
      /**
       * Who is signed in. On guarded routes always there; on public ones only for signed-in users, so write
       * `if (req.auth)` or `req.auth?.ident` there.
       */
      auth: Auth;
    }
  }
}

/** Where an `Auth` gets what it does not hold. */
export interface AuthSources {
  sessionId: () => string;
  owner: TokenOwner;
  keeper: TokenRefresher;
  endsAt: number;
  connections: Readonly<Record<string, Connection>>;
  /** Called when the tokens are found to be over for good. */
  onDead?: () => Promise<void>;
}

/** The `req.auth` of a session's sign-in. */
export function authOf(signIn: SignIn, sources: AuthSources): Auth {
  return {
    ident: signIn.ident,
    // Two digests, which hardly any request needs.
    get sessionId() {
      return sources.sessionId();
    },
    client: signIn.client,
    info: signIn.info,
    groups: signIn.groups,
    scope: signIn.scope,
    signedInAt: signIn.signedInAt,
    authenticatedAt: signIn.authentication?.at,
    acr: signIn.authentication?.acr,
    amr: signIn.authentication?.amr,
    connections: sources.connections,
    endsAt: sources.endsAt,
    ...accessOf(sources),
  };
}

/** What is done with the tokens of this owner. */
export function accessOf({ keeper, owner, onDead }: Pick<AuthSources, 'keeper' | 'owner' | 'onDead'>): ProviderAccess {
  async function tokens(refused?: string): Promise<TokenSet> {
    try {
      return await keeper.tokens(owner, refused);
    } catch (error) {
      if (isOAuthError(error) && error.code === 'ERR_OAUTH_TOKEN_DEAD') await onDead?.();
      throw error;
    }
  }
  return {
    accessToken: async () => (await tokens()).accessToken,
    fetch: async (path, init = {}) => fetchAs(owner.client, tokens, { path, init }),
    introspect: async () => owner.client.introspect((await tokens()).accessToken),
  };
}
