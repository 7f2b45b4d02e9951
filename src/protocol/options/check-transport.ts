import { describeValue } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import { allowInsecureRequests, type ClientOptions } from './client-options.js';
import { isLoopback } from './is-loopback.js';

/** `secure` is https. `insecure` is plain http to this machine, or with explicit opt-in. Anything else is `refused`. */
export type Transport = 'secure' | 'insecure' | 'refused';

/** Tells how the requests to an address are protected. */
export function transportOf(address: string, { dangerously = [] }: Pick<ClientOptions, 'dangerously'>): Transport {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:') return 'secure';
  if (url?.protocol !== 'http:') return 'refused';
  return isLoopback(url.hostname) || dangerously.includes(allowInsecureRequests) ? 'insecure' : 'refused';
}

type Addresses = Readonly<Record<string, string | undefined>>;

/**
 * Checks the addresses in the options of a client, by the names of their options. Throws a `ConfigurationError` for one that requests must not
 * be sent to. Returns whether any of them is plain http.
 */
export function checkTransport(
  caller: string,
  addresses: Addresses,
  options: Pick<ClientOptions, 'dangerously' | 'apiBase' | 'apiOrigins' | 'groups'>,
): boolean {
  const own = Object.entries(addresses).map(([option, address]) => checkAddress(caller, { option, address }, options));
  const shared: [option: string, address: string | undefined][] = [
    ['apiBase', options.apiBase],
    ['groups', options.groups?.endpoint],
    ...(options.apiOrigins ?? []).map((origin): [string, string] => ['apiOrigins', origin]),
  ];
  for (const [option, address] of shared) checkAddress(caller, { option, address }, options);
  return own.includes('insecure');
}

function checkAddress(
  caller: string,
  { option, address }: { option: string; address: string | undefined },
  options: Pick<ClientOptions, 'dangerously'>,
): Transport {
  const transport = address === undefined ? 'secure' : transportOf(address, options);
  if (transport !== 'refused') return transport;
  throw new ConfigurationError(
    `${caller}: option "${option}" takes an https:// address, got ${describeValue(address)}`,
    {
      hint: 'Plain http is allowed for loopback addresses only. For others, set `dangerously: [allowInsecureRequests]`',
    },
  );
}
