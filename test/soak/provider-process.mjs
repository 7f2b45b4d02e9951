import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

// A provider without state, so that a long run measures the app alone: each code contains all that it stands for. Every
// login is by the next of `users` users, in a new provider session. The process ends with its parent.
const { users } = JSON.parse(process.argv[2]);
process.stdin.on('end', () => process.exit(0)).resume();

const { publicKey, privateKey } = await generateKeyPair('ES256');
const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'soak', use: 'sig' }] };
let logins = 0;

const server = createServer((req, res) => void answer(req, res));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
};
process.stdout.write(`${JSON.stringify({ issuer })}\n`);

async function answer(req, res) {
  const { pathname, searchParams } = new URL(req.url, issuer);
  switch (pathname) {
    case '/.well-known/openid-configuration':
      return json(res, metadata);
    case '/jwks':
      return json(res, keys);
    case '/authorize':
      return authorize(res, searchParams);
    case '/token':
      return json(res, await tokens(new URLSearchParams(await text(req))));
    default:
      return res.writeHead(404).end();
  }
}

function authorize(res, query) {
  logins += 1;
  const about = {
    nonce: query.get('nonce'),
    aud: query.get('client_id'),
    sub: `user-${logins % users}`,
    sid: `${logins}`,
  };
  const code = Buffer.from(JSON.stringify(about)).toString('base64url');
  const response = new URLSearchParams({ code, state: query.get('state') });
  res.writeHead(302, { location: `${query.get('redirect_uri')}?${response}` }).end();
}

async function tokens(form) {
  const about = JSON.parse(Buffer.from(form.get('code'), 'base64url'));
  const idToken = new SignJWT(about).setProtectedHeader({ alg: 'ES256', kid: 'soak' });
  const id_token = await idToken.setIssuer(issuer).setIssuedAt().setExpirationTime('5m').sign(privateKey);
  return {
    access_token: `at-${about.sid}`,
    refresh_token: `rt-${about.sid}`,
    token_type: 'Bearer',
    expires_in: 3600,
    id_token,
  };
}

function json(res, body) {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
