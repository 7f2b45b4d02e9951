import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import type { StepUp } from '../../sessions/session-data.js';
import type { AppState } from './transactions.js';

/** A login, as it is asked for. */
export interface LoginRequest {
  returnTo?: string | undefined;
  appState?: AppState;
  scope?: readonly string[] | undefined;
  parameters?: AuthorizationParameters | undefined;
  /** `login_hint` of whoever began the login, which anybody can (OIDC Core, section 4). */
  hint?: string | undefined;
  /** The ident of the user who connects this further account, in place of a sign-in. */
  connectTo?: string | undefined;
  /** The requirement that the sign-in has to meet: its digest, and the step-ups just before it. */
  stepUp?: { wanted: string; before: readonly StepUp[] } | undefined;
  /** Whether this login was restarted because nobody here knew the response to the one before. */
  restarted?: boolean | undefined;
}
