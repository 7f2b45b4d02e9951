import { comesBack } from '../logging-out.js';

export default comesBack((state) => `?state=${state}`);
