import { rejects } from '../run.js';

// Two different keys of one algorithm with the same `kid`: it is not clear which one is meant (OIDC Core, section 10.1).
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { jwks: ({ keys }, { current, other }) => ({ keys: [...keys, { ...other.jwk, kid: current.kid }] }) },
  { signedInToo: false },
);
