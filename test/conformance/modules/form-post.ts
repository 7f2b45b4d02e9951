import { expect, pass } from '../run.js';

// A POST from another site has no cookies. The answer repeats it as a GET, which has them.
export default pass({ formPost: true }, { also: ({ provider }) => expect(provider.calls('token')).toBe(1) });
