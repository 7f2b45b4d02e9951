import { once } from 'node:events';
import { createServer } from 'node:https';
import { Provider } from 'oidc-provider';

// A certified provider in a separate process, on two free ports. One port accepts everybody, the other one requires
// a client certificate. Its settings are JSON: `tls`, `configuration`, `trusted` (whether the authority must have issued
// the certificates), `aliases` (whether the metadata has both ports, or the first port has only the pages).
const { tls, configuration, trusted, aliases } = JSON.parse(process.argv[2]);
process.stdin.on('end', () => process.exit(0)).resume();
// Nobody reads the pipe that its notices would be written to.
console.info = () => undefined;

const open = createServer(tls);
const mutual = createServer({ ...tls, requestCert: true, rejectUnauthorized: trusted });
for (const server of [open, mutual]) await once(server.listen(0, '127.0.0.1'), 'listening');
const [openUrl, mutualUrl] = [open, mutual].map((server) => `https://localhost:${server.address().port}`);

const endpoints = {
  token_endpoint: `${mutualUrl}/token`,
  userinfo_endpoint: `${mutualUrl}/me`,
  introspection_endpoint: `${mutualUrl}/token/introspection`,
  pushed_authorization_request_endpoint: `${mutualUrl}/request`,
};
const provider = new Provider(aliases ? openUrl : mutualUrl, {
  pkce: { required: () => true },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  cookies: { keys: ['a key of this test only'] },
  clientAuthMethods: ['tls_client_auth', 'self_signed_tls_client_auth'],
  discovery: aliases ? { mtls_endpoint_aliases: endpoints } : {},
  ...configuration,
  features: {
    ...configuration.features,
    introspection: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx) => ctx.socket.getPeerX509Certificate(),
      certificateAuthorized: (ctx) => ctx.socket.authorized,
      certificateSubjectMatches: (ctx, _property, expected) => ctx.socket.getPeerX509Certificate().subject === expected,
    },
  },
});
for (const server of [open, mutual]) server.on('request', provider.callback());
process.stdout.write(`${JSON.stringify({ issuer: provider.issuer, open: openUrl, mutual: mutualUrl })}\n`);
