/** The hint for an encrypted token when the client has no keys. */
export const ENCRYPTED_HINT =
  'The provider encrypts its tokens: set the option "decryptionKeys" to the private keys, or have it only sign them (for ID tokens, remove "id_token_encrypted_response_alg" from the registration)';

/** The hint for a token that none of the keys decrypts. */
export const DECRYPTION_HINT =
  'Compare "decryptionKeys" with the public keys that the provider has of this client: "kid" and "alg" must be the same, and with several keys the provider must send the "kid". The keys are for RSA-OAEP or ECDH-ES';

/** Explains an error of openid-client about an encrypted JWT; undefined for any other error. */
export function explainDecryption(error: unknown): { words?: string; hint: string } | undefined {
  const { code, cause } = error as { code?: unknown; cause?: { message?: unknown; name?: unknown } };
  const reason = String(cause?.message);
  if (reason.includes('JWE decryption is not configured')) return { words: 'it is encrypted', hint: ENCRYPTED_HINT };
  if (code !== 'OAUTH_DECRYPTION_FAILED') return undefined;
  const [, member] = /^"(alg|enc)" .* not allowed$/.exec(reason) ?? [];
  return { ...(member === undefined ? {} : { words: `its "${member}" is not accepted` }), hint: DECRYPTION_HINT };
}
