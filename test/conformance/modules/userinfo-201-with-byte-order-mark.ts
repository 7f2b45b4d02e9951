import { status } from '../../support/hostile/answers.js';
import { pass } from '../run.js';

export default pass({ respond: { userinfo: status(201, '\uFEFF{"sub":"alice"}\n') } });
