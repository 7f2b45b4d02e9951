import { expect, having, pass } from '../run.js';

export default pass(
  { discovery: having({ userinfo_endpoint: undefined }) },
  { also: ({ provider }) => expect(provider.calls('userinfo')).toBe(0) },
);
