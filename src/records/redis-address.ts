import type { OptionRule } from '../shared/check-options.js';

const ENCODE =
  'Percent-encode the user and the password: "#" is %23, "?" is %3F, "/" is %2F, "@" is %40, ":" is %3A, and "%" is %25';

/** The rule of an option that is a Redis address. A password with certain characters would make another host, path or query of its rest. */
export const redisAddressRule: OptionRule = {
  takes: 'a redis:// or rediss:// address, or a Redis or Cluster of ioredis',
  check: (value) =>
    typeof value === 'string' ? problemOf(value) === undefined : typeof value === 'object' && value !== null,
  explain: (value) => (typeof value === 'string' ? problemOf(value) : undefined),
  secret: true,
};

/** Why an address cannot be used, without any part of it. */
function problemOf(address: string): string | undefined {
  if (!/^rediss?:\/\//.test(address)) return 'It begins with redis:// or rediss://';
  if (!URL.canParse(address)) return `This is no address. ${ENCODE}`;
  const { hostname, pathname, search, hash, username, password } = new URL(address);
  if (hostname === '') return 'It has no host';
  const isCut = address.includes('#') || hash !== '' || `${pathname}${search}`.includes('@');
  if (isCut) return `Its password, or user, ends too early. ${ENCODE}`;
  if (!isDecodable(username) || !isDecodable(password)) return `Its password, or user, has a "%" of its own. ${ENCODE}`;
  if (!/^\/?\d*$/.test(pathname)) return `Its path is the number of a database. ${ENCODE}`;
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
