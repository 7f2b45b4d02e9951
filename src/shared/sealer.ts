import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { packJson, unpackJson } from './packed-json.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;

interface SealingKey {
  id: Buffer;
  key: Buffer;
}

/**
 * Seals JSON values: the holder of the text can neither read nor change them (AES-256-GCM, NIST SP 800-38D).
 * The first secret seals, every secret opens, so that secrets can be rotated.
 */
export class Sealer {
  readonly #keys: readonly SealingKey[];

  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map(deriveKey);
  }

  /** Seals `value` for one `purpose`: text sealed for another purpose, or for another record, does not open here. */
  seal(value: unknown, purpose: string): string {
    return this.#seal(Buffer.from(JSON.stringify(value)), purpose);
  }

  /** The value that was sealed; undefined for a text that we have not sealed for this purpose. */
  open(sealed: string, purpose: string): unknown {
    return read(this.#open(sealed, purpose), (bytes) => JSON.parse(bytes.toString('utf8')));
  }

  /** As `seal`, in fewer bytes. `dictionary` is what most values contain. */
  sealPacked(value: unknown, purpose: string, dictionary?: Buffer): string {
    return this.#seal(packJson(value, dictionary), purpose);
  }

  /** The value that `sealPacked` sealed with the same dictionary; undefined for any other text. */
  openPacked(sealed: string, purpose: string, dictionary?: Buffer): unknown {
    return read(this.#open(sealed, purpose), (bytes) => unpackJson(bytes, dictionary));
  }

  #seal(bytes: Buffer, purpose: string): string {
    const [newest] = this.#keys;
    if (!newest) throw new TypeError('A sealer needs at least one secret');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, newest.key, nonce).setAAD(Buffer.from(purpose));
    const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([newest.id, nonce, text, cipher.getAuthTag()]).toString('base64url');
  }

  #open(sealed: string, purpose: string): Buffer | undefined {
    // A store of the app's own may give anything.
    if (typeof sealed !== 'string') return undefined;
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES) return undefined;
    // Base64 has several spellings of the same bytes; only ours is accepted, so that a changed character never opens.
    if (bytes.toString('base64url') !== sealed) return undefined;
    const id = bytes.subarray(0, KEY_ID_BYTES);
    const sealing = this.#keys.find((candidate) => candidate.id.equals(id));
    return sealing && decrypt(sealing.key, bytes.subarray(KEY_ID_BYTES), purpose);
  }
}

function deriveKey(secret: string): SealingKey {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'express-oauth-beforeware sealing key v1', 32));
  return { key, id: createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES) };
}

function decrypt(key: Buffer, bytes: Buffer, purpose: string): Buffer | undefined {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const text = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(text), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What was sealed was ours; another version of this package may have packed it in another way. */
function read(bytes: Buffer | undefined, parse: (bytes: Buffer) => unknown): unknown {
  try {
    return bytes && parse(bytes);
  } catch {
    return undefined;
  }
}
