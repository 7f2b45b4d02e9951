import type { Clock } from '../clock.js';
import { NotSignedInError } from '../errors.js';
import type { SignIn, UserInfo } from '../session/signed-in-session.js';
import type { TokenVault } from '../tokens/token-vault.js';

/** Who is signed in: `req.auth`, on every request of a signed-in user. */
export interface Auth {
  /** `<client name>:<the provider's user id>`: the key to store users under. */
  readonly ident: string;
  /** The name of the client that signed the user in. */
  readonly client: string;
  /** Who the provider says it is, as of the sign-in. */
  readonly info: UserInfo;
  /** The scopes that were granted. */
  readonly scope: readonly string[];
  /** When, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When the session ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number;
  /**
   * The provider's access token. Throws a `NotSignedInError` when there is none or it has expired, and a `SessionError`
   * when the store does not answer.
   */
  accessToken(): Promise<string>;
}

declare global {
  namespace Express {
    interface Request {
      /**
       * Who is signed in. On guarded routes always there; on public ones only for signed-in users, so ask
       * `req.session.auth` first there.
       */
      auth: Auth;
    }
  }
}

/** Where an `Auth` gets what it does not hold. */
export interface AuthSources {
  sessionId: string;
  vault: TokenVault;
  absoluteSeconds: number;
  clock: Clock;
}

/** The `req.auth` of a session's sign-in. */
export function authOf(signIn: SignIn, { sessionId, vault, absoluteSeconds, clock }: AuthSources): Auth {
  return {
    ident: signIn.ident,
    client: signIn.client,
    info: signIn.info,
    scope: signIn.scope,
    signedInAt: signIn.signedInAt,
    endsAt: signIn.signedInAt + absoluteSeconds * 1000,
    async accessToken() {
      const tokens = await vault.load(sessionId);
      if (!tokens)
        throw new NotSignedInError('There is no access token for this session', {
          code: 'ERR_OAUTH_NOT_SIGNED_IN',
        });
      if (tokens.expiresAt === undefined || clock() < tokens.expiresAt) return tokens.accessToken;
      throw new NotSignedInError('The access token has expired', {
        code: 'ERR_OAUTH_TOKEN_EXPIRED',
        client: signIn.client,
        hint: 'Send the user through `auth.loginLink(req)` to get a new one',
      });
    },
  };
}
