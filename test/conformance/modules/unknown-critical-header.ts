import { CompactSign } from 'jose';
import { rejects } from '../run.js';

// Critical headers must be understood (RFC 7515, section 4.1.11).
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid: current.kid, crit: ['b64x'], b64x: true })
      .sign(current.privateKey, { crit: { b64x: true } }),
});
