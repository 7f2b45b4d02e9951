import { status } from '../../support/hostile/answers.js';
import { endsTokens } from '../refreshing.js';

// Gitea and Forgejo: an expired refresh token.
export default endsTokens(
  status(400, '{"error":"unauthorized_client","error_description":"unable to parse refresh token"}'),
);
