import type { OAuthErrorReason } from '../../shared/errors.js';

/** The step at which something failed. */
export type Stage =
  | 'discovery'
  | 'authorization request'
  | 'authorization response'
  | 'token'
  | 'refresh'
  | 'user info'
  | 'revocation'
  | 'introspection';

/** Where something failed, for which client, and the texts that must not appear in the error: a provider may quote them. */
export interface Circumstances {
  stage: Stage;
  client: string;
  secrets: readonly (string | null | undefined)[];
  /** The reason for which an ID token was refused, when it is known. */
  reason?: OAuthErrorReason | undefined;
  /** How a developer can fix what is refused at this stage, where the refusal itself does not tell. */
  hint?: string | undefined;
  /** What led to a refusal, where the provider's words do not tell. */
  cause?: Error | undefined;
}
