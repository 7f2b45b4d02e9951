import { pass } from '../run.js';

// An empty token is no hybrid response, and an empty error is no refusal.
export default pass({
  authorizationResponse: (sent) => ({
    ...sent,
    error: '',
    error_description: '',
    id_token: '',
    access_token: '',
    token: '',
  }),
});
