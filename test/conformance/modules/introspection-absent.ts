import { expect, having, scenario } from '../run.js';

export default scenario(
  async (world) => {
    await world.signIn();
    expect(await world.introspection()).toEqual({});
    expect(world.provider.calls('introspect')).toBe(0);
  },
  { misbehaviour: { discovery: having({ introspection_endpoint: undefined }) } },
);
