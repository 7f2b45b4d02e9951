import { rejects } from '../run.js';

const nested = '['.repeat(20_000) + ']'.repeat(20_000);
const encode = (part: string) => Buffer.from(part).toString('base64url');

// The error quotes the algorithm, which must not need a stack of thousands.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims) => [`{"alg":${nested}}`, JSON.stringify(claims), 'signature'].map(encode).join('.'),
});
