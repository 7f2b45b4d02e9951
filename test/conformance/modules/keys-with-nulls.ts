import { pass } from '../run.js';

// Null instead of a missing member, and instead of a key.
export default pass({
  jwks: ({ keys: [key] }) => ({
    keys: [null, { ...key, alg: null, x5c: null, key_ops: null, use: null }, null],
    next: null,
  }),
});
