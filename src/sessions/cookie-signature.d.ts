/** The package has no types of its own. */
declare module 'cookie-signature' {
  /** The value of a signed cookie; false when it was not signed with this secret. */
  export function unsign(signed: string, secret: string): string | false;
}
