import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_HOOK',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'odd' }) },
  {
    status: 500,
    withoutCalling: ['token'],
    client: {
      fixes: {
        authorizationResponse: ({ state, error }) => {
          if (error === 'odd') throw new Error(state);
        },
      },
    },
  },
);
