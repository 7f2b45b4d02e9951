import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** More than anything that is packed. A sealed text is our own, so this only bounds a mistake. */
const MAX_BYTES = 1_000_000;

/**
 * A JSON value as few bytes. `dictionary` is a text of what most values contain, which then takes hardly any room; the same is needed to
 * unpack. Lengths reveal something of the content: pack only what nobody else can repeat with a text of their own beside the same secret.
 */
export function packJson(value: unknown, dictionary?: Buffer): Buffer {
  return deflateRawSync(JSON.stringify(value), { ...SMALL, ...options(dictionary) });
}

/** The value that was packed. Throws for bytes that are no packed value. */
export function unpackJson(bytes: Buffer, dictionary?: Buffer): unknown {
  return JSON.parse(inflateRawSync(bytes, { ...options(dictionary), maxOutputLength: MAX_BYTES }).toString('utf8'));
}

/** A small window, which is enough for a few kB: the larger default takes longer to set up than the text to pack. */
const SMALL = { windowBits: 12, memLevel: 5 };

function options(dictionary: Buffer | undefined): { dictionary?: Buffer } {
  return dictionary ? { dictionary } : {};
}
