import { expect, scenario } from '../run.js';

// The introspection is about the current token.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  expect(await world.introspection()).toEqual({ said: { active: true, sub: 'alice' } });
  expect(world.provider.calls('refresh')).toBe(1);
  const asked = world.provider.requests.find(({ endpoint }) => endpoint === 'introspect');
  expect(asked?.parameters['token']).toBe((await world.token()).token);
});
