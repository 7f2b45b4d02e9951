import type { ClientOptions } from '../options/client-options.js';

/** The texts that must never appear in an error: the client secret, alone and as HTTP Basic sends it (RFC 6749, section 2.3.1). */
export function secretsOf({ clientId, clientSecret }: Pick<ClientOptions, 'clientId' | 'clientSecret'>): string[] {
  if (clientSecret === undefined) return [];
  const [id, secret] = [formEncode(clientId), formEncode(clientSecret)];
  const pairs = [`${clientId}:${clientSecret}`, `${id}:${secret}`];
  return [...pairs.map((pair) => Buffer.from(pair).toString('base64')), ...pairs, secret, clientSecret];
}

/** Encodes as openid-client does: everything except letters and digits (RFC 6749, appendix B). */
function formEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[-_.!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
