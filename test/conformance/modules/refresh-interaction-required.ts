import { status } from '../../support/hostile/answers.js';
import { endsTokens } from '../refreshing.js';

export default endsTokens(
  status(400, '{"error":"interaction_required","error_description":"AADSTS50076","suberror":"basic_action"}'),
);
