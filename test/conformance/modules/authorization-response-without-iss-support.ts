import { having, pass, without } from '../run.js';

export default pass({
  discovery: having({ authorization_response_iss_parameter_supported: undefined }),
  authorizationResponse: (sent) => without(sent, 'iss'),
});
