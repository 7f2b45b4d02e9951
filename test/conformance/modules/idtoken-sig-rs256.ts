import { signedWith } from '../../support/hostile/provider-keys.js';
import { pass } from '../run.js';

export default pass({ sign: (claims, { current }) => signedWith(current, claims, { alg: 'RS256' }) });
