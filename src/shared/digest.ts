import { createHash } from 'node:crypto';

/** The SHA-256 of a text, base64url (43 characters). Keys in the store are digests: a stolen dump holds no usable cookie. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
