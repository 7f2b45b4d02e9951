import { generateKeyPairSync, sign } from 'node:crypto';
import { rejects } from '../run.js';

// RSA keys have 2048 bits at least (RFC 7518, section 3.3). node:crypto signs with shorter ones; jose does not.
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    jwks: () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256' }] }),
    sign: (claims) => {
      const encoded = [{ alg: 'RS256', kid: 'short' }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const signature = sign('sha256', Buffer.from(encoded.join('.')), privateKey).toString('base64url');
      return [...encoded, signature].join('.');
    },
  },
  { signedInToo: false },
);
