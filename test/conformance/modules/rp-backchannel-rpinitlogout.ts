import { logsOut } from '../logging-out.js';

export default logsOut();
