import { refusesLogout } from '../logging-out.js';

export default refusesLogout(() => '');
