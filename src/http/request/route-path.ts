/** Whether a text is a plain path that Express matches as it stands: no pattern, no parameter, no trailing slash. */
export function looksLikeRoute(path: string): boolean {
  return /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path) && !path.includes('..');
}
