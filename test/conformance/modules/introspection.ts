import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  const { token = '' } = await world.token();
  expect(await world.introspection()).toEqual({ said: { active: true, sub: 'alice' } });
  const asked = world.provider.requests.find(({ endpoint }) => endpoint === 'introspect');
  expect(asked?.parameters).toMatchObject({ token });
  expect(world.provider.refused).toEqual([]);
});
