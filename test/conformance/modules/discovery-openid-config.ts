import { expect, pass } from '../run.js';

const elsewhere = (metadata: object): unknown =>
  JSON.parse(JSON.stringify(metadata).replaceAll(/\/(?=\w+")/g, '/tenant/'));

export default pass(
  { discovery: elsewhere },
  {
    also: ({ provider }) =>
      expect(new Set(provider.requests.slice(1).map(({ path }) => path.split('/')[1]))).toEqual(new Set(['tenant'])),
  },
);
