import type { ProviderAccess } from '../tokens/provider-access.js';
import type { AccountDetails, UserInfo } from './account.js';

/** The signed-in user of a request. `Info` is the type of further claims that the app expects. */
export interface Auth<Info extends object = object> extends AccountDetails<UserInfo & Info>, ProviderAccess {
  /** Names this session in `auth.sessions`; it says nothing of the cookie. */
  readonly sessionId: string;
  /** When the user signed in, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When the user authenticated at the provider, in milliseconds since the epoch, where it says so (`auth_time`). */
  readonly authenticatedAt: number | undefined;
  /** The class of the authentication, where the provider says so (`acr`). */
  readonly acr: string | undefined;
  /** The methods of the authentication, where the provider says so (`amr`). */
  readonly amr: readonly string[] | undefined;
  /** Accounts of further providers that the user has connected, by the names of their clients. Any other name is undefined. */
  readonly connections: Readonly<Partial<Record<string, Connection>>>;
  /** When the session ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** An account of a further provider that a user has connected. */
export interface Connection extends AccountDetails, ProviderAccess {
  /** When it was connected, in milliseconds since the epoch. */
  readonly connectedAt: number;
  /** Disconnects the account: its tokens are removed here, and revoked there. Rejects with a `SessionError`. */
  disconnect(): Promise<void>;
}
