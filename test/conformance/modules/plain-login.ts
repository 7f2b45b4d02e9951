import { pass } from '../run.js';

export default pass();
