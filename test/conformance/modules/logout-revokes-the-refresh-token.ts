import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  await world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  const [revoked] = world.provider.requests.filter(({ endpoint }) => endpoint === 'revoke');
  expect(revoked?.parameters['token_type_hint']).toBe('refresh_token');
  await world.expectSignedOut();
});
