import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const { searchParams } = new URL(await world.callbackUrl());
  for (const [type, body] of [
    ['application/json', JSON.stringify(Object.fromEntries(searchParams))],
    ['text/plain', String(searchParams)],
  ]) {
    const answer = await world.post('/redirect', body ?? '', type);
    expect([400, 415]).toContain(answer.status);
  }
  expect(world.provider.calls('token')).toBe(0);
});
