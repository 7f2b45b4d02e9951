import { pass } from '../run.js';

// An empty text or list instead of a missing member.
export default pass({
  jwks: ({ keys: [key] }) => ({
    keys: [{ ...key, use: '', alg: '', key_ops: [], d: '', k: '', oth: [], x5c: [], x5t: '' }],
  }),
});
