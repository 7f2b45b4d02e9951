import type { AuthorizationParameters } from '../protocol/client-options.js';
import type { AppState } from '../session/transactions.js';

/** What a login is begun for. */
export interface LoginAim {
  returnTo?: string | undefined;
  appState?: AppState;
  scope?: readonly string[] | undefined;
  parameters?: AuthorizationParameters | undefined;
  /** Whether this login starts again by itself, after a redirect that nobody here knew. */
  restarted?: boolean | undefined;
}
