import { rejects } from '../run.js';

// The provider publishes its private key by mistake: anybody can sign with it.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    jwks: (_published, { current }) => ({
      keys: [{ ...current.privateKey.export({ format: 'jwk' }), ...current.jwk }],
    }),
  },
  { signedInToo: false },
);
