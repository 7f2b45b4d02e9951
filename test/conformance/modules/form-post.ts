import { expect, pass } from '../run.js';

// The post of another site comes without our cookies; it is sent to itself by GET, and then they are there.
export default pass({ formPost: true }, { also: ({ provider }) => expect(provider.calls('token')).toBe(1) });
