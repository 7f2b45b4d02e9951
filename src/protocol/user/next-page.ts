/** The longest header that is searched. Node.js itself refuses headers of more than 16 kB. */
const MAX_HEADER_LENGTH = 16_384;

/**
 * The address of the next page in a `Link` header (RFC 8288, section 3); undefined when there is none. Throws a `RangeError` for a header that
 * is too long to be searched: then nobody knows whether there is one.
 */
export function nextPage(header: string | null): string | undefined {
  if (header === null) return undefined;
  if (header.length > MAX_HEADER_LENGTH) throw new RangeError('The header "Link" is too long');
  // Each link ends where the next one begins, so no part of the text is searched twice.
  for (const [, address, parameters = ''] of header.matchAll(/<([^<>]+)>([^<]*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next[\s"]|next(?![\w-]))/i.test(parameters)) return address;
  return undefined;
}
