import { having, rejects } from '../run.js';

// The client requested signed responses. An unsigned one is refused even if its content is right.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    answersPlainly: true,
    discovery: having({ response_modes_supported: ['jwt'], authorization_signing_alg_values_supported: ['RS256'] }),
  },
  { client: { responseMode: 'jwt', metadata: { response_modes_supported: ['jwt'] } }, withoutCalling: ['token'] },
);
