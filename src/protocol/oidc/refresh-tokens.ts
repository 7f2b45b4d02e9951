import type { TokenSet } from '../token-set.js';
import { readIdTokenClaims } from './id-token-claims.js';
import { checkRefreshedIdToken } from './refreshed-id-token.js';
import type { OidcSetup } from './oidc-setup.js';
import { createTokenKey } from './token-key.js';

/** `Client.refresh()` for OpenID Connect: a new ID token must be of the same login (OIDC Core, section 12.2). */
export async function refreshTokens(setup: OidcSetup, tokens: TokenSet, subject: string): Promise<TokenSet> {
  const { options, connection, provider, requests, clock } = setup;
  const config = await provider.configuration();
  // Tokens from before the option "dpop" was set are bound at their first refresh.
  const dpopKey = tokens.dpopKey ?? (await createTokenKey(setup, config));
  return requests.refresh(config, { ...tokens, ...(dpopKey && { dpopKey }) }, (response) => {
    const { clientId, subjectClaims } = options;
    const claims = readIdTokenClaims(response, { clientId, client: connection.name, now: clock() });
    if (!claims) return;
    checkRefreshedIdToken(claims, { subject, subjectClaims, lastIdToken: tokens.idToken, client: connection.name });
  });
}
