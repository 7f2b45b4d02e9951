import { pass } from '../run.js';

export default pass({
  idToken: (claims) => ({
    ...claims,
    groups: Array.from({ length: 400 }, (_, index) => `a group with number ${index}`),
  }),
});
