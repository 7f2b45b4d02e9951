const OAUTH4WEBAPI = 'node_modules/oauth4webapi/build/index.js';

/** Checks that libraries make for us: a test has to notice when a later version leaves one out. @type {import('./mutants.mjs').Mutant[]} */
export default [
  {
    name: 'the library does not compare the issuer of an ID token',
    file: OAUTH4WEBAPI,
    find: 'throw OPE(\'unexpected JWT "iss" (issuer) claim value\'',
    replace: 'void OPE(\'unexpected JWT "iss" (issuer) claim value\'',
    first: 'conformance',
  },
  {
    name: 'the library does not compare a list of audiences',
    file: OAUTH4WEBAPI,
    find: 'if (!result.claims.aud.includes(expected)) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library does not compare a single audience',
    file: OAUTH4WEBAPI,
    find: 'else if (result.claims.aud !== expected) {',
    replace: 'else if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library takes expired ID tokens',
    file: OAUTH4WEBAPI,
    find: 'if (claims.exp <= now - clockTolerance) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library takes ID tokens that are not valid yet',
    file: OAUTH4WEBAPI,
    find: 'if (claims.nbf > now + clockTolerance) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library does not compare the nonce',
    file: OAUTH4WEBAPI,
    find: 'if (claims.nonce !== expected) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library takes every signature',
    file: OAUTH4WEBAPI,
    find: '    if (!verified) {',
    replace: '    if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library does not compare the subject of the user info',
    file: OAUTH4WEBAPI,
    find: 'throw OPE(\'unexpected "response" body "sub" property value\'',
    replace: 'void OPE(\'unexpected "response" body "sub" property value\'',
    first: 'conformance',
  },
  {
    name: 'the library does not compare the issuer of a response',
    file: OAUTH4WEBAPI,
    find: 'if (iss && iss !== as.issuer) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
  {
    name: 'the library does not miss the issuer of a response',
    file: OAUTH4WEBAPI,
    find: 'if (!iss && as.authorization_response_iss_parameter_supported) {',
    replace: 'if (false) {',
    first: 'conformance',
  },
];
