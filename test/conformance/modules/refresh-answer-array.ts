import { replaced } from '../../support/hostile/answers.js';
import { endsTokensAfter } from '../refreshing.js';

export default endsTokensAfter({ respond: { refresh: replaced(() => '[]') } });
