import { having, rejects } from '../run.js';

// Signed responses were asked for by themselves: an unsigned one is none, though everything in it is right.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    answersPlainly: true,
    discovery: having({ response_modes_supported: ['jwt'], authorization_signing_alg_values_supported: ['RS256'] }),
  },
  { client: { responseMode: 'jwt', metadata: { response_modes_supported: ['jwt'] } }, withoutCalling: ['token'] },
);
