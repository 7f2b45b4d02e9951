import { decrypting } from '../encrypting.js';
import { pass } from '../run.js';

// The app has its keys before the provider begins to encrypt.
export default pass({}, decrypting);
