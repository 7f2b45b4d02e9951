import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  {
    authorizationResponse: (sent) => ({
      ...without(sent, 'code'),
      error: 'consent_required',
      error_description: 'AADSTS65004: User declined to consent',
    }),
  },
  { status: 403, withoutCalling: ['token'] },
);
