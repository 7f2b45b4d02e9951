import { decodeJwt } from '../jose.js';

/** When an ID token was issued, by the provider's clock, in milliseconds since the epoch; 0 without an ID token. */
export function readIssuedAt(idToken: string | undefined): number {
  return idToken === undefined ? 0 : (decodeJwt(idToken).iat ?? 0) * 1000;
}
