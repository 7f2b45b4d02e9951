import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

// A certified provider in a separate process, on a free port. Its configuration is JSON. Users sign in by typing any name.
// It ends with its parent.
const { configuration, dpopNonces } = JSON.parse(process.argv[2]);
if (dpopNonces) configuration.features.dPoP = { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true };
process.stdin.on('end', () => process.exit(0)).resume();
// Nobody reads the pipe that its notices would be written to.
console.info = () => undefined;

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['a key of this test only'] },
    ...configuration,
  });
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
