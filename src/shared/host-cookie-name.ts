/** Browsers refuse a `__Host-` cookie that another host or a plain http page tries to set (RFC 6265bis, section 4.1.3.2). */
export function hostCookieName(name: string): string {
  return `__Host-${name}`;
}
