/** A login path that first shows the login page, which says that the destination was too long to be kept. */
export function tellOfLostDestination(loginPath: string): string {
  return `${loginPath}${loginPath.includes('?') ? '&' : '?'}notice=destination-lost`;
}
