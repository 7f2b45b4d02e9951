import { isRecord } from '../is-record.js';

const MAX_CAUSES = 5;

/** Adds to a failed choice of a key how many keys were left out of the set. */
export function noteLeftOutKeys(error: unknown, leftOutKeys: number): void {
  for (let each = error, depth = 0; isRecord(each) && depth < MAX_CAUSES; each = each['cause'], depth += 1) {
    if ('candidates' in each) Object.assign(each, { leftOutKeys });
  }
}

/**
 * Whether openid-client failed because its keys did not fit: none has the key id, several have it, or the signature is of another one. Other
 * keys may then verify the same token. It tells the first two by their code, and the last by what it has verified.
 */
export function isKeyFailure(error: unknown): boolean {
  for (let each = error, depth = 0; isRecord(each) && depth < MAX_CAUSES; each = each['cause'], depth += 1) {
    if (each['code'] === 'OAUTH_KEY_SELECTION_FAILED') return true;
    if (['key', 'data', 'signature', 'algorithm'].every((member) => member in (each as object))) return true;
  }
  return false;
}

/** Whether openid-client failed to decrypt a token. */
export function isDecryptionFailure(error: unknown): boolean {
  for (let each = error, depth = 0; isRecord(each) && depth < MAX_CAUSES; each = each['cause'], depth += 1) {
    if (each['code'] === 'OAUTH_DECRYPTION_FAILED') return true;
  }
  return false;
}
