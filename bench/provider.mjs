// A cheap OpenID provider, a process of its own: it signs anybody in at once, and every user is a new one. It costs the contenders nothing,
// and has no security at all.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { claimsOf, CLIENT } from './identity.mjs';

const PORT = Number(process.env.PORT);
const ISSUER = `http://localhost:${PORT}`;
const ALG = 'RS256';

const { publicKey, privateKey } = await generateKeyPair(ALG);
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: ALG, use: 'sig', kid: 'bench' }] };
/** The requests that wait for their code to be exchanged, by the code. */
const pending = new Map();
let users = 0;
/** Whether ID tokens have a `sid`, and how long access tokens live. A message changes them. */
let settings = { sid: false, expiresIn: 3600 };

/** How many requests each endpoint has had. */
const counts = {};

process.on('message', (message) => {
  settings = { ...settings, ...message };
  process.send(counts);
});

const endpoints = {
  '/.well-known/openid-configuration': (_url, _req, res) =>
    sendJson(res, {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      userinfo_endpoint: `${ISSUER}/userinfo`,
      jwks_uri: `${ISSUER}/jwks`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [ALG],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    }),
  '/jwks': (_url, _req, res) => sendJson(res, jwks),
  '/authorize': ({ searchParams }, _req, res) => {
    const code = random(24);
    users += 1;
    pending.set(code, { nonce: searchParams.get('nonce') ?? undefined, sub: `user-${users}` });
    const back = new URL(searchParams.get('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', searchParams.get('state') ?? '');
    res.writeHead(302, { location: back.href }).end();
  },
  '/token': async (_url, req, res) => {
    const form = new URLSearchParams(await text(req));
    if (form.get('grant_type') === 'refresh_token')
      return sendJson(res, await tokensFor({ sub: form.get('refresh_token')?.split('.')[1] }));
    const login = pending.get(form.get('code'));
    pending.delete(form.get('code'));
    if (!login) return sendJson(res, { error: 'invalid_grant' }, 400);
    sendJson(res, await tokensFor(login));
  },
  '/userinfo': (_url, req, res) => {
    const [, payload = ''] = (req.headers.authorization ?? '').split('.');
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    sendJson(res, claimsOf(sub));
  },
};

/** Tokens as large as those of a real provider: about 900 bytes each. */
async function tokensFor({ sub, nonce }) {
  const sid = settings.sid ? { sid: random(16) } : {};
  const now = Math.floor(Date.now() / 1000);
  return {
    access_token: await sign({
      iss: ISSUER,
      sub,
      aud: 'api',
      scope: 'openid profile email',
      jti: random(16),
      padding: random(240),
    }),
    refresh_token: `${random(90)}.${sub}`,
    id_token: await sign({ iss: ISSUER, aud: CLIENT.clientId, nonce, auth_time: now, ...sid, ...claimsOf(sub) }),
    token_type: 'Bearer',
    expires_in: settings.expiresIn,
    scope: 'openid profile email offline_access',
  };
}

function sign(claims) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALG, kid: 'bench', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
}

function random(bytes) {
  return randomBytes(bytes).toString('base64url');
}

function sendJson(res, body, status = 200) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(req, res) {
  const url = new URL(req.url, ISSUER);
  const endpoint = endpoints[url.pathname];
  counts[url.pathname] = (counts[url.pathname] ?? 0) + 1;
  if (!endpoint) return sendJson(res, { error: 'not_found' }, 404);
  try {
    await endpoint(url, req, res);
  } catch (error) {
    sendJson(res, { error: 'server_error', error_description: error.message }, 500);
  }
}

createServer((req, res) => void answer(req, res)).listen(PORT, '127.0.0.1', () => process.send('ready'));
