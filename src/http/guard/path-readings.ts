import { isAmbiguous } from './plain-path.js';

/**
 * The texts that Express, a file server or a file system may take a path for: as it was sent, decoded, as a browser would have sent it, and
 * with characters folded that look alike. Undefined for a path that cannot be decoded, or is encoded twice.
 */
export function pathReadings(path: string): readonly string[] | undefined {
  const decoded = decode(path);
  if (decoded === undefined || /%[0-9a-f]{2}/i.test(decoded)) return undefined;
  const readings = [...new Set([path, decoded, encodeURI(decoded), decoded.normalize('NFKC')])];
  return readings.some(isAmbiguous) ? undefined : readings;
}

/** Whether a path is spelled as browsers send it: then no other spelling of it leads to the same file. */
export function isPlainlySpelled(path: string): boolean {
  const decoded = decode(path);
  // The digits of an escape are capitals or not.
  return decoded !== undefined && encodeURI(decoded).toLowerCase() === path.toLowerCase();
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
