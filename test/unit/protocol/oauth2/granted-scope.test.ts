import { expect, it } from '@jest/globals';
import { oidc } from '../../../../src/index.js';
import { grantedScope } from '../../../../src/protocol/oauth2/granted-scope.js';
import { HostileProvider } from '../../../support/hostile/hostile-provider.js';

it.each<[sent: string | undefined, granted: string[]]>([
  ['openid email', ['openid', 'email']],
  ['email,openid,profile', ['email', 'openid', 'profile']],
  ['email, openid', ['email', 'openid']],
  ['', []],
  [undefined, ['asked']],
])('the scope %j grants %j', (sent, granted) => {
  expect(grantedScope(sent, () => ['asked'])).toEqual(granted);
});

it('scopes that are separated by commas are granted with OpenID Connect, too', async () => {
  const provider = await HostileProvider.start({ tokenResponse: (body) => ({ ...body, scope: 'email,openid' }) });
  try {
    const client = oidc(provider.client);
    const [state, redirectUri] = ['s'.repeat(43), 'http://localhost/redirect'];
    const { url, pendingChecks } = await client.authorize({ state, redirectUri, scope: [], parameters: {} });
    const { headers } = await fetch(url, { redirect: 'manual' });
    const parameters = new URL(headers.get('location') ?? '').searchParams;
    expect((await client.identify({ parameters, state, redirectUri, pendingChecks })).scope).toEqual([
      'email',
      'openid',
    ]);
  } finally {
    await provider.close();
  }
});
