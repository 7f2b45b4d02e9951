import { generateKeyPair, SignJWT } from 'jose';
import { rejects } from '../run.js';

// The same type of key, with the `kid` of the published one.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    signResponse: async (claims, { current: { alg, kid } }) => {
      const { privateKey } = await generateKeyPair(alg);
      return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);
    },
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
