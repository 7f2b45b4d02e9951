import { pass } from '../run.js';

// The first hundred count. The rest must not slow down each login.
export default pass({
  jwks: ({ keys }, { other }) => ({
    keys: [...keys, ...Array.from({ length: 1000 }, (_, number) => ({ ...other.jwk, kid: String(number) }))],
  }),
});
