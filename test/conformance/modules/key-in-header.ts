import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// A key that the token brings along proves nothing.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { other }) => signedWith(other, claims, { jwk: other.jwk, jku: 'https://other.example/jwks' }),
});
