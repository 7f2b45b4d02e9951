import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, tid: 'tenant\uDC00' }) },
  { client: { fetchUser: false, subjectClaims: ['tid', 'sub'] }, status: 502, signedInToo: false },
);
