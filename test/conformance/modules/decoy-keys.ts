import { pass } from '../run.js';

// Keys of an unknown type or for another use are skipped (RFC 7517, section 5).
export default pass({
  jwks: ({ keys }, { other, current, curve }) => ({
    keys: [
      { ...other.jwk, kid: current.kid, use: 'enc' },
      { kty: 'oct', kid: current.kid, k: 'AAAA' },
      { ...curve.jwk, kid: current.kid },
      { ...other.jwk, kid: current.kid, alg: 'PS256' },
      { kty: 'RSA', kid: 'broken' },
      ...keys,
    ],
  }),
});
