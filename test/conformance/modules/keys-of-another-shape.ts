import { pass } from '../run.js';

// Entries that are no keys, or cannot be read, do not spoil the others, although they name the same key id.
export default pass({
  jwks: ({ keys }, { current: { kid }, other, curve }) => ({
    keys: [
      'key',
      [],
      7,
      {},
      { kid },
      { kty: 'RSA', kid },
      { kty: 'RSA', kid, n: 7, e: 'AQAB' },
      { kty: 'RSA', kid, x5c: ['MIIB'] },
      { kty: 'LWE', kid, n: 'AQAB' },
      { kty: 'EC', crv: 'P-256', kid, x: 'AAAA', y: 'AAAA' },
      { ...other.jwk, kid, key_ops: ['encrypt'] },
      { ...other.jwk, kid, key_ops: 'verify' },
      { ...other.jwk, kid, use: ['sig'] },
      { ...other.jwk, kid, alg: 7 },
      { ...curve.jwk, kid, alg: undefined },
      ...keys,
    ],
  }),
});
