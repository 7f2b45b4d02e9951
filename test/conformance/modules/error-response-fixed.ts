import { rejects, without } from '../run.js';

// The fix names the refusal as the standard does. It cannot change the state.
export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), outcome: 'cancelled' }) },
  {
    status: 403,
    withoutCalling: ['token'],
    client: {
      fixes: {
        authorizationResponse: ({ outcome, ...parameters }) =>
          outcome === 'cancelled' ? { ...parameters, error: 'access_denied', state: 'another' } : parameters,
      },
    },
  },
);
