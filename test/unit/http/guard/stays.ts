/** Pages at which a browser may resolve the address. */
const BASES = [
  'https://app.example/',
  'https://app.example/login?x=1',
  'http://localhost:3000/a/b/c',
  'https://app.example:8443/redirect?code=c&state=s',
  'https://[::1]:8443/a/',
  'http://app.example/a//b/..',
  'https://app.example/a/b/?next=//evil.example',
];

/** Whether the address stays in the app, at whatever page a browser resolves it. */
export function stays(path: string): boolean {
  return (
    path.startsWith('/') &&
    BASES.every((base) => URL.canParse(path, base) && new URL(path, base).origin === new URL(base).origin)
  );
}
