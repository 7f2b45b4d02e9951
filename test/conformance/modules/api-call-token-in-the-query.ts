import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    await world.signIn();
    expect(await world.call()).toMatchObject({ status: 200 });
    const [asked] = world.provider.requests.filter(({ endpoint }) => endpoint === 'api');
    expect(asked?.parameters['access_token']).toEqual((await world.token()).token);
  },
  { client: { tokenPlacement: 'query' } },
);
