import { digest } from '../../shared/digest.js';

/** The code challenge by the method S256 (RFC 7636, section 4.2). openid-client computes the same in another thread, which costs more. */
export function codeChallengeOf(codeVerifier: string): string {
  return digest(codeVerifier);
}
