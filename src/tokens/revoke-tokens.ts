import { isOAuthError } from '../shared/errors.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { Context } from '../http/services.js';
import { storeError } from '../sessions/store-call.js';

/** Tokens of a session that has ended. */
export interface TakenTokens {
  /** The client that they are of. */
  client: string;
  /** Whether they are of the sign-in, and not of a connection. */
  isSignIn: boolean;
  tokens: TokenSet;
}

/**
 * Takes the tokens of a session that has ended: whatever is there at the last moment, connections that the session itself does not
 * know of any more included. Those that cannot be had now end by themselves.
 */
export async function takeTokens(context: Context, session: SessionHandle): Promise<TakenTokens[]> {
  try {
    const taken = await context.tokens.takeSession(session, [...context.clients.keys()]);
    return taken.map(([connection, { ident, tokens }]) => ({
      client: connection ?? ident.split(':')[0] ?? '',
      isSignIn: connection === undefined,
      tokens,
    }));
  } catch (error) {
    context.events.tell('failure', { error: storeError(error), reference: 'tokens' });
    return [];
  }
}

/** Has the provider take refresh tokens back, where the app wants that. What the provider does about it changes nothing here: never rejects. */
export async function takeBack(context: Context, taken: readonly Omit<TakenTokens, 'isSignIn'>[]): Promise<void> {
  if (!context.revokeTokens) return;
  await Promise.all(
    taken.map(async ({ client, tokens }) => {
      if (tokens.refreshToken === undefined) return;
      try {
        await context.clients.get(client)?.revoke(tokens);
      } catch (error) {
        if (isOAuthError(error)) context.events.tell('failure', { error, reference: 'revocation' });
      }
    }),
  );
}
