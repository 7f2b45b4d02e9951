/** Splits a text of scopes into a list without repetitions (RFC 6749, section 3.3). */
export function splitScope(scope: string | undefined, separator = /\s+/): string[] {
  return [...new Set((scope ?? '').split(separator).filter(Boolean))];
}
