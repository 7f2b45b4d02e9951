import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const answer = await world.post('/redirect', Array.from({ length: 1000 }, (_, index) => `p${index}=1`).join('&'));
  expect([400, 413]).toContain(answer.status);
});
