import { decodeProtectedHeader } from '../jose.js';
import { isEncrypted } from '../oauth2/is-encrypted.js';
import type { TokenResponse } from '../oauth2/token-response.js';
import { ID_TOKEN_HINTS, idTokenError } from './id-token-error.js';
import type { OidcSetup } from './oidc-setup.js';

/**
 * The checked response, with the signed ID token in the place of the encrypted one: it is compared with later ones, and only it may be an
 * `id_token_hint` (OIDC Core, section 3.1.2.1). Rejects with a `CallbackError` when it is not encrypted as registered (section 3.1.3.7,
 * step 1).
 */
export async function openIdToken(
  { options, connection, decryption }: Pick<OidcSetup, 'options' | 'connection' | 'decryption'>,
  tokens: TokenResponse,
): Promise<TokenResponse> {
  const { id_token: idToken } = tokens;
  if (idToken === undefined) return tokens;
  const { idTokenEncryptedResponseAlg: registered } = options;
  const alg = isEncrypted(idToken) ? decodeProtectedHeader(idToken).alg : undefined;
  if (registered !== undefined && alg !== registered)
    throw idTokenError(
      'The ID token is not encrypted as the option "idTokenEncryptedResponseAlg" says',
      connection.name,
      { hint: ID_TOKEN_HINTS.encryption },
    );
  if (alg === undefined) return tokens;
  const signed = await decryption.decrypt(idToken);
  const helpers = { claims: () => tokens.claims(), expiresIn: () => tokens.expiresIn() };
  return { ...tokens, ...helpers, id_token: signed } as TokenResponse;
}
