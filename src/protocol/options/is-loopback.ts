import { isIP } from 'node:net';

/** Whether a host name stands for this machine (RFC 8252, section 7.3; RFC 6761, section 6.3). */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
