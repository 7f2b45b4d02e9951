import { status } from '../../support/hostile/answers.js';
import { endsTokens } from '../refreshing.js';

export default endsTokens(status(401, '{"error":"Invalid refresh token"}'));
