import { expect, scenario } from '../run.js';

// What is asked about is the token that would be used now.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  expect(await world.introspection()).toEqual({ said: { active: true, sub: 'alice' } });
  expect(world.provider.calls('refresh')).toBe(1);
  const asked = world.provider.requests.find(({ endpoint }) => endpoint === 'introspect');
  expect(asked?.parameters['token']).toBe((await world.token()).token);
});
