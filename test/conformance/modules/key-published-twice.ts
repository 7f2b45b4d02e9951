import { pass } from '../run.js';

// Entries with the same `kid` and thumbprint are one key (RFC 7638), whatever else differs.
export default pass({
  jwks: ({ keys: [key] }) => {
    const { alg: _alg, use: _use, ...bare } = key ?? {};
    const upper = { ...key, use: 'SIG', alg: 'rs256' };
    return { keys: [key, key, bare, { ...key, alg: 'PS256' }, upper, { ...key, use: 'enc' }, bare, key] };
  },
});
