import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import type { AppState } from './transactions.js';

/** What a login is begun for. */
export interface LoginRequest {
  returnTo?: string | undefined;
  appState?: AppState;
  scope?: readonly string[] | undefined;
  parameters?: AuthorizationParameters | undefined;
  /** Whose account a further provider is connected to, in place of a sign-in. */
  connectTo?: string | undefined;
  /** What the sign-in has to prove, beside who it is: the digest of a requirement. */
  stepUp?: string | undefined;
  /** Whether this login starts again by itself, after a redirect that nobody here knew. */
  restarted?: boolean | undefined;
}
