import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const answer = await world.post(
    '/redirect',
    'state=any&code=any',
    'application/x-www-form-urlencoded; charset=x-unknown',
  );
  expect([400, 415]).toContain(answer.status);
});
