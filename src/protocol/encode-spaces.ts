/**
 * Encodes the spaces in the query of an address by `%20`, which RFC 3986 takes for a space everywhere. `URLSearchParams` writes `+`, which some
 * providers take for a plus. A plus in a value is `%2B`, and stays so.
 */
export function encodeSpaces(url: URL): URL {
  const encoded = new URL(url);
  encoded.search = url.search.replaceAll('+', '%20');
  return encoded;
}
