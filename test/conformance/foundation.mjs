/**
 * The modules for relying parties in the conformance suite of the OpenID Foundation.
 *
 * - `name`: the name in the suite, without `oidcc-client-test-` or `fapi2-security-profile-final-client-test-`.
 * - `plans`: the certification plans that contain the module.
 * - `provider`: the behaviour of the provider, as a verb.
 * - `file`: the file in `modules/` that runs it, if its name differs.
 * - `leftOut`: the reason, if there is no such file.
 */

const HYBRID =
  'The hybrid and implicit flows are not implemented: an authorization response must not contain tokens (RFC 9700, section 2.1.2)';
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
/** All modules, in the order of the suite. */
export const FOUNDATION = [
  basic('(client-test)', 'behaves', { file: 'plain-login' }),
  basic('client-secret-basic', 'accepts the secret only by HTTP Basic'),
  basic('scope-userinfo-claims', 'returns claims by scope'),
  basic('userinfo-bearer-header', 'accepts the token only in the header'),
  basic('userinfo-bearer-body', 'accepts the token only in the body', {
    leftOut: 'Optional in OAuth 2.1. `oauth2()` supports it by `tokenPlacement: "body"` and `userinfoMethod: "POST"`',
  }),
  basic('nonce-invalid', 'returns another nonce'),
  basic('nonce-unless-code-flow', 'requires a nonce in the hybrid flow', { leftOut: HYBRID }),
  basic('invalid-iss', 'names another issuer in the ID token'),
  basic('invalid-aud', 'issues the ID token to another audience'),
  basic('missing-aud', 'omits the audience'),
  basic('missing-sub', 'omits the subject'),
  basic('missing-iat', 'omits the time of issue'),
  basic('kid-absent-single-jwks', 'signs without a key id, and publishes one key'),
  basic('kid-absent-multiple-jwks', 'signs without a key id, and publishes several keys'),
  basic('idtoken-sig-rs256', 'signs with RS256'),
  basic('idtoken-sig-none', 'does not sign'),
  basic('invalid-sig-rs256', 'makes an invalid RS256 signature'),
  basic('invalid-sig-es256', 'makes an invalid ES256 signature'),
  basic('invalid-sig-hs256', 'signs with HS256'),
  basic('invalid-athash', 'returns the hash of another access token'),
  basic('missing-athash', 'omits the hash of the access token', { leftOut: HYBRID }),
  basic('invalid-chash, missing-chash', 'returns a wrong hash of the code, or none', { leftOut: HYBRID }),
  basic('userinfo-invalid-sub', 'returns another user at the user info endpoint'),
  basic('userinfo-signed', 'signs the user info'),
  basic('aggregated-claims, distributed-claims', 'refers to claims from other sources', {
    leftOut: 'In no certification plan. `info.raw` holds the response',
  }),
  basic('mtls-endpoint-aliases', 'has separate endpoints for clients with a certificate', {
    leftOut: 'Needs TLS: `test/integration/mutual-tls.test.ts` tests it with oidc-provider',
  }),
  form('form-post-error', 'returns an error by form'),
  form('(the modules of Basic by form)', 'responds by form', { file: 'form-post' }),
  config('discovery-openid-config', 'publishes metadata'),
  config('discovery-issuer-mismatch', 'states another issuer in its metadata'),
  config('discovery-jwks-uri-keys', 'publishes its keys at the address in its metadata'),
  config('signing-key-rotation', 'signs with a new key at the second login'),
  config('signing-key-rotation-just-before-signing', 'replaces its key right before it signs'),
  config('discovery-webfinger-acct, discovery-webfinger-url', 'is discovered by WebFinger', {
    leftOut: 'WebFinger is not implemented: apps name their providers',
  }),
  config('dynamic-registration', 'registers clients dynamically', {
    leftOut: 'Dynamic registration is not implemented: apps are registered by hand',
  }),
  config('request-uri-signed-rs256, request-uri-signed-none', 'fetches signed requests by reference', {
    leftOut: 'Signed requests are sent by value or pushed (`signedRequests`), so providers need not fetch them',
  }),
  as('Third-party-initiated login')('3rd-party-init-login', 'begins the login'),
  refresh('refresh-token', 'renews the tokens'),
  refresh('refresh-token-invalid-issuer', 'names another issuer at the refresh'),
  refresh('refresh-token-invalid-sub', 'names another user at the refresh'),
  logout('rp-init-logout', 'ends its session, and returns the state'),
  logout('rp-init-logout-other-state', 'returns another state'),
  logout('rp-init-logout-no-state', 'returns no state'),
  logout('rp-backchannel-rpinitlogout', 'sends a logout token'),
  logout('rp-backchannel-rpinitlogout-alg-none', 'does not sign the logout token'),
  logout('rp-backchannel-rpinitlogout-wrong-alg', 'signs the logout token with another algorithm'),
  logout('rp-backchannel-rpinitlogout-wrong-iss', 'names another issuer in the logout token'),
  logout('rp-backchannel-rpinitlogout-wrong-aud', 'issues the logout token to another audience'),
  logout('rp-backchannel-rpinitlogout-no-event', 'omits the event of the logout token'),
  logout('rp-backchannel-rpinitlogout-wrong-event', 'names another event in the logout token'),
  logout('rp-backchannel-rpinitlogout-with-nonce', 'puts a nonce into the logout token'),
  logout('rp-frontchannel-rpinitlogout', 'opens the logout of the app in a frame'),
  logout('rp-frontchannel-opinitlogout', 'opens the logout of the app in a frame, after a logout at the provider', {
    file: 'rp-frontchannel-rpinitlogout',
  }),
  logout('session-management', 'has a frame that reports changes of its session', {
    leftOut: 'Session management needs third-party cookies, which browsers no longer send',
  }),
  fapi('happy-path', 'requires PAR, private_key_jwt, and DPoP with nonces', { file: 'fapi2-happy-path' }),
  fapi('happy-path-no-dpop-nonce', 'requires PAR, private_key_jwt, and DPoP without nonces', {
    file: 'fapi2-happy-path-no-dpop-nonce',
  }),
  fapi('discovery-issuer-mismatch', 'states another issuer in its metadata', {
    file: 'fapi2-discovery-issuer-mismatch',
  }),
  fapi('invalid-iss', 'names another issuer in the ID token', { file: 'fapi2-invalid-iss' }),
  fapi('invalid-aud', 'issues the ID token to another audience', { file: 'fapi2-invalid-aud' }),
  fapi('invalid-secondary-aud', 'issues the ID token to another audience, too', {
    file: 'fapi2-invalid-secondary-aud',
  }),
  fapi('invalid-null-alg', 'does not sign', { file: 'fapi2-invalid-null-alg' }),
  fapi('invalid-alternate-alg', 'signs with another algorithm than the registered one', {
    file: 'fapi2-invalid-alternate-alg',
  }),
  fapi('invalid-expired-exp', 'issues an expired ID token', { file: 'fapi2-invalid-expired-exp' }),
  fapi('missing-exp', 'omits the expiry', { file: 'fapi2-missing-exp' }),
  fapi('missing-aud', 'omits the audience', { file: 'fapi2-missing-aud' }),
  fapi('missing-iss', 'omits the issuer', { file: 'fapi2-missing-iss' }),
  fapi('valid-aud-as-array', 'lists the only audience in an array', { file: 'fapi2-valid-aud-as-array' }),
  fapi('invalid-nonce', 'returns another nonce', { file: 'fapi2-invalid-nonce' }),
  fapi('invalid-missing-nonce', 'omits the nonce', { file: 'fapi2-invalid-missing-nonce' }),
  fapi('invalid-authorization-response-iss', 'names another issuer in the response', {
    file: 'fapi2-invalid-authorization-response-iss',
  }),
  fapi('remove-authorization-response-iss', 'omits the issuer of the response, although its metadata promises it', {
    file: 'fapi2-remove-authorization-response-iss',
  }),
  fapi('ensure-authorization-response-with-invalid-state-fails', 'returns another state', {
    file: 'fapi2-ensure-authorization-response-with-invalid-state-fails',
  }),
  fapi('ensure-authorization-response-with-missing-state-fails', 'returns no state', {
    file: 'fapi2-ensure-authorization-response-with-missing-state-fails',
  }),
  fapi('token-endpoint-response-without-expires_in', 'does not say when tokens expire', {
    file: 'fapi2-token-endpoint-response-without-expires-in',
  }),
  fapi('token-type-case-insensitivity', 'writes the token type in another letter case', {
    file: 'fapi2-token-type-case-insensitivity',
  }),
  fapi('rs-dpop-auth-scheme-case-insensitivity', 'writes the scheme of a DPoP challenge in another letter case', {
    file: 'fapi2-rs-dpop-auth-scheme-case-insensitivity',
  }),
  fapi('invalid-openbanking-intent-id', 'returns another intent', { leftOut: 'Only for UK Open Banking' }),
  signing('ensure-jarm-without-iss-fails', 'omits the issuer of a signed response'),
  signing('ensure-jarm-invalid-iss-fails', 'names another issuer in a signed response'),
  signing('ensure-jarm-without-aud-fails', 'omits the audience of a signed response'),
  signing('ensure-jarm-invalid-aud-fails', 'issues a signed response to another audience'),
  signing('ensure-jarm-without-exp-fails', 'omits the expiry of a signed response'),
  signing('ensure-jarm-expired-exp-fails', 'returns an expired signed response'),
  signing('ensure-jarm-invalid-sig-fails', 'makes an invalid signature of a signed response'),
  signing('ensure-jarm-signature-is-not-none', 'does not sign a signed response'),
  signing('refresh-token', 'rotates the refresh token', { file: 'fapi2-refresh-token' }),
];
