import { replaced } from '../../support/hostile/answers.js';
import { endsTokensAfter } from '../refreshing.js';

// The provider has used up the refresh token, and its answer has arrived. Sent again, the token would count as stolen.
export default endsTokensAfter({ respond: { refresh: replaced(() => '') } });
