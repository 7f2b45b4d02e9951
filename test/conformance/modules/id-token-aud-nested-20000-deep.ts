import { CompactSign } from 'jose';
import { rejects } from '../run.js';

const nested = '['.repeat(20_000) + ']'.repeat(20_000);

// The error quotes the audience, which must not need a stack of thousands.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) =>
    new CompactSign(Buffer.from(JSON.stringify({ ...claims, aud: 'x' }).replace('"aud":"x"', `"aud":${nested}`)))
      .setProtectedHeader({ alg: 'RS256', kid: current.jwk.kid ?? '' })
      .sign(current.privateKey),
});
