import type { JWTPayload } from 'jose';
import { decodeJwt } from '../jose.js';

/** The payload of a signed response (JARM, section 2.1), before its signature is checked; empty when it cannot be decoded. */
export function readSignedResponse(response: string | null): JWTPayload {
  try {
    return decodeJwt(response ?? '');
  } catch {
    return {};
  }
}
