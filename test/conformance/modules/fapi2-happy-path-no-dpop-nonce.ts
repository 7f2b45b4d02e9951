import { expect, pass } from '../run.js';

export default pass(
  {},
  { fapi: 'without nonces', also: async (world) => expect(await world.call()).toMatchObject({ status: 200 }) },
);
