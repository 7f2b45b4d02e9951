/** Whether a token is encrypted: a JWE in its compact form (RFC 7516, section 7.1). A signed one has three parts. */
export function isEncrypted(token: string): boolean {
  return token.split('.', 6).length === 5;
}
