import { expect, scenario } from '../run.js';

export default scenario(
  async (world) => {
    const { location = '' } = await world.browser.get(`${world.app}/login`);
    const { searchParams } = new URL(location);
    expect(searchParams.getAll('resource')).toEqual(['https://one.example', 'https://two.example']);
    expect(searchParams.getAll('prompt')).toEqual(['consent']);
    expect(searchParams.getAll('client_id')).toHaveLength(1);
  },
  {
    client: {
      authorizationParams: { resource: ['https://one.example', 'https://two.example'], prompt: 'consent' },
    },
  },
);
