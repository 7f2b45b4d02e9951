import type { RefreshResult } from '../client.js';
import type { TokenSet } from '../token-set.js';
import { readIdTokenClaims } from './id-token-claims.js';
import { readLoginClaims } from './login-claims.js';
import { checkRefreshedIdToken } from './refreshed-id-token.js';
import type { OidcSetup } from './oidc-setup.js';
import { openIdToken } from './open-id-token.js';
import { createTokenKey } from './token-key.js';

/** `Client.refresh()` for OpenID Connect: a new ID token must be of the same login (OIDC Core, section 12.2). */
export async function refreshTokens(setup: OidcSetup, tokens: TokenSet, subject: string): Promise<RefreshResult> {
  const { options, connection, provider, requests, clock } = setup;
  const config = await provider.configuration();
  // Tokens from before the option "dpop" was set are bound at their first refresh.
  const dpopKey = tokens.dpopKey ?? (await createTokenKey(setup, config));
  const result = await requests.refresh(config, { ...tokens, ...(dpopKey && { dpopKey }) }, async (received) => {
    const response = await openIdToken(setup, received);
    const { clientId, subjectClaims } = options;
    const claims = readIdTokenClaims(response, { clientId, client: connection.name, now: clock() });
    if (claims) checkRefreshedIdToken(claims, { subject, subjectClaims, tokens, client: connection.name });
    return response;
  });
  if (result.tokens.idToken === tokens.idToken) return result;
  // The new ID token takes the place of the one that named them.
  return { ...result, tokens: { ...result.tokens, ...readLoginClaims(tokens) } };
}
