/** Where a browser may stand when it reads the address. */
const BASES = [
  'https://app.example/',
  'https://app.example/login?x=1',
  'http://localhost:3000/a/b/c',
  'https://app.example:8443/redirect?code=c&state=s',
  'https://[::1]:8443/a/',
  'http://app.example/a//b/..',
  'https://app.example/a/b/?next=//evil.example',
];

/** Whether a browser that is sent there stays on the app, wherever it stands. */
export function stays(path: string): boolean {
  return (
    path.startsWith('/') &&
    BASES.every((base) => URL.canParse(path, base) && new URL(path, base).origin === new URL(base).origin)
  );
}
