/**
 * The relying-party modules of the OpenID Foundation's conformance suite: `name` as the suite has it, without
 * `oidcc-client-test-` or `fapi2-security-profile-final-client-test-`; the certification `plans` that have it; what its `provider` does;
 * the `file` in `modules/` that plays it here, where that has another name; and else why it is `leftOut`.
 */

const HYBRID =
  'Hybrid and implicit flows are not built: tokens do not belong into an authorization response (RFC 9700, section 2.1.2)';
const as = (plans) => (name, provider, more) => ({ name, plans, provider, ...more });
const basic = as('Basic');
const [config, form, logout, refresh, fapi, signing] = [
  as('Config'),
  as('Form-post'),
  as('RP-initiated, Back-channel, Front-channel logout'),
  as('Refresh-token'),
  as('FAPI 2.0 Security Profile'),
  as('FAPI 2.0 Message Signing'),
];
/** All of them, in the suite's order. */
export const FOUNDATION = [
  basic('(client-test)', 'behaves', { file: 'plain-login' }),
  basic('client-secret-basic', 'takes the secret by HTTP Basic only'),
  basic('scope-userinfo-claims', 'tells claims by scope'),
  basic('userinfo-bearer-header', 'takes the token in the header only'),
  basic('userinfo-bearer-body', 'takes the token in the body only', {
    leftOut: 'Optional in OAuth 2.1; `oauth2()` has it, as `tokenPlacement: "body"` with `userinfoMethod: "POST"`',
  }),
  basic('nonce-invalid', 'answers another nonce'),
  basic('nonce-unless-code-flow', 'requires a nonce in the hybrid flow', { leftOut: HYBRID }),
  basic('invalid-iss', 'names another issuer in the ID token'),
  basic('invalid-aud', 'issues the ID token to another audience'),
  basic('missing-aud', 'leaves the audience out'),
  basic('missing-sub', 'leaves the subject out'),
  basic('missing-iat', 'leaves the time of issue out'),
  basic('kid-absent-single-jwks', 'signs without a key id, and publishes one key'),
  basic('kid-absent-multiple-jwks', 'signs without a key id, and publishes several keys'),
  basic('idtoken-sig-rs256', 'signs with RS256'),
  basic('idtoken-sig-none', 'does not sign'),
  basic('invalid-sig-rs256', 'signs wrongly with RS256'),
  basic('invalid-sig-es256', 'signs wrongly with ES256'),
  basic('invalid-sig-hs256', 'signs with HS256'),
  basic('invalid-athash', 'answers the hash of another access token'),
  basic('missing-athash', 'leaves the hash of the access token out', { leftOut: HYBRID }),
  basic('invalid-chash, missing-chash', 'answers a wrong hash of the code, or none', { leftOut: HYBRID }),
  basic('userinfo-invalid-sub', 'tells of another user at the user info endpoint'),
  basic('userinfo-signed', 'signs the user info'),
  basic('aggregated-claims, distributed-claims', 'refers to claims of other sources', {
    leftOut: 'In no certification plan; `info.raw` has what came',
  }),
  basic('mtls-endpoint-aliases', 'has other endpoints for clients with a certificate', {
    leftOut: 'No module, as it takes TLS: `test/integration/mutual-tls.test.ts` plays it against oidc-provider',
  }),
  form('form-post-error', 'answers an error by form'),
  form('(the modules of Basic by form)', 'answers by form', { file: 'form-post' }),
  config('discovery-openid-config', 'has metadata'),
  config('discovery-issuer-mismatch', 'states another issuer in its metadata'),
  config('discovery-jwks-uri-keys', 'publishes its keys where the metadata says'),
  config('signing-key-rotation', 'signs with a new key at the second login'),
  config('signing-key-rotation-just-before-signing', 'replaces its key right before it signs'),
  config('discovery-webfinger-acct, discovery-webfinger-url', 'is found by WebFinger', {
    leftOut: 'WebFinger is not built: apps name their providers',
  }),
  config('dynamic-registration', 'registers clients by itself', {
    leftOut: 'Dynamic registration is not built: apps are registered',
  }),
  config('request-uri-signed-rs256, request-uri-signed-none', 'takes signed requests by reference', {
    leftOut: 'Signed requests are sent along or pushed (`signedRequests`); providers need not fetch them from us',
  }),
  as('Third-party-initiated login')('3rd-party-init-login', 'begins the login itself'),
  refresh('refresh-token', 'renews the tokens'),
  refresh('refresh-token-invalid-issuer', 'names another issuer at the renewal'),
  refresh('refresh-token-invalid-sub', 'names another user at the renewal'),
  logout('rp-init-logout', 'ends its session, and brings the state back'),
  logout('rp-init-logout-other-state', 'brings another state back'),
  logout('rp-init-logout-no-state', 'brings no state back'),
  logout('rp-backchannel-rpinitlogout', 'tells of the logout'),
  logout('rp-backchannel-rpinitlogout-alg-none', 'does not sign the logout token'),
  logout('rp-backchannel-rpinitlogout-wrong-alg', 'signs it with another algorithm'),
  logout('rp-backchannel-rpinitlogout-wrong-iss', 'names another issuer in it'),
  logout('rp-backchannel-rpinitlogout-wrong-aud', 'issues it to another audience'),
  logout('rp-backchannel-rpinitlogout-no-event', 'leaves the event out'),
  logout('rp-backchannel-rpinitlogout-wrong-event', 'names another event'),
  logout('rp-backchannel-rpinitlogout-with-nonce', 'puts a nonce into it'),
  logout('rp-frontchannel-rpinitlogout', 'opens our logout in a frame'),
  logout('rp-frontchannel-opinitlogout', 'the same, begun at the provider', { file: 'rp-frontchannel-rpinitlogout' }),
  logout('session-management', 'has a frame that tells whether its session changed', {
    leftOut: 'Session management needs cookies of third parties, which browsers no longer send',
  }),
  fapi('happy-path', 'asks for PAR, private_key_jwt, and DPoP with nonces', { file: 'fapi2-happy-path' }),
  fapi('happy-path-no-dpop-nonce', 'the same without nonces', { file: 'fapi2-happy-path-no-dpop-nonce' }),
  fapi('discovery-issuer-mismatch', 'states another issuer', { file: 'fapi2-discovery-issuer-mismatch' }),
  fapi('invalid-iss', 'names another issuer', { file: 'fapi2-invalid-iss' }),
  fapi('invalid-aud', 'issues to another audience', { file: 'fapi2-invalid-aud' }),
  fapi('invalid-secondary-aud', 'issues to a further audience', { file: 'fapi2-invalid-secondary-aud' }),
  fapi('invalid-null-alg', 'does not sign', { file: 'fapi2-invalid-null-alg' }),
  fapi('invalid-alternate-alg', 'signs with another algorithm than the registered one', {
    file: 'fapi2-invalid-alternate-alg',
  }),
  fapi('invalid-expired-exp', 'issues an ID token that is over', { file: 'fapi2-invalid-expired-exp' }),
  fapi('missing-exp', 'leaves the end out', { file: 'fapi2-missing-exp' }),
  fapi('missing-aud', 'leaves the audience out', { file: 'fapi2-missing-aud' }),
  fapi('missing-iss', 'leaves the issuer out', { file: 'fapi2-missing-iss' }),
  fapi('valid-aud-as-array', 'lists the one audience', { file: 'fapi2-valid-aud-as-array' }),
  fapi('invalid-nonce', 'answers another nonce', { file: 'fapi2-invalid-nonce' }),
  fapi('invalid-missing-nonce', 'leaves the nonce out', { file: 'fapi2-invalid-missing-nonce' }),
  fapi('invalid-authorization-response-iss', 'names another issuer in the response', {
    file: 'fapi2-invalid-authorization-response-iss',
  }),
  fapi('remove-authorization-response-iss', 'leaves the issuer out of the response, though it lists it', {
    file: 'fapi2-remove-authorization-response-iss',
  }),
  fapi('ensure-authorization-response-with-invalid-state-fails', 'answers another state', {
    file: 'fapi2-ensure-authorization-response-with-invalid-state-fails',
  }),
  fapi('ensure-authorization-response-with-missing-state-fails', 'answers no state', {
    file: 'fapi2-ensure-authorization-response-with-missing-state-fails',
  }),
  fapi('token-endpoint-response-without-expires_in', 'does not say when tokens end', {
    file: 'fapi2-token-endpoint-response-without-expires-in',
  }),
  fapi('token-type-case-insensitivity', 'writes the token type in another case', {
    file: 'fapi2-token-type-case-insensitivity',
  }),
  fapi('rs-dpop-auth-scheme-case-insensitivity', 'writes the scheme of a DPoP challenge in another case', {
    file: 'fapi2-rs-dpop-auth-scheme-case-insensitivity',
  }),
  fapi('invalid-openbanking-intent-id', 'answers another intent', { leftOut: 'Of UK Open Banking only' }),
  signing('ensure-jarm-without-iss-fails', 'leaves the issuer out of a signed response'),
  signing('ensure-jarm-invalid-iss-fails', 'names another issuer in it'),
  signing('ensure-jarm-without-aud-fails', 'leaves the audience out of it'),
  signing('ensure-jarm-invalid-aud-fails', 'issues it to another audience'),
  signing('ensure-jarm-without-exp-fails', 'leaves its end out'),
  signing('ensure-jarm-expired-exp-fails', 'answers one that is over'),
  signing('ensure-jarm-invalid-sig-fails', 'signs it wrongly'),
  signing('ensure-jarm-signature-is-not-none', 'does not sign it'),
  signing('refresh-token', 'renews and rotates the refresh token', { file: 'fapi2-refresh-token' }),
];
