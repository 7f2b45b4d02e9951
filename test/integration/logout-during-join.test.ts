import { expect, it } from '@jest/globals';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { logoutClaims, sendLogoutToken, signLogoutToken } from '../conformance/logging-out.js';
import { having } from '../conformance/run.js';
import { World } from '../support/hostile/world.js';
import { useEndAfterTest } from '../support/use.js';

const endAfterTest = useEndAfterTest();

/** Records that do something before the next write of tokens. */
class HookedRecords extends MemoryRecords {
  beforeTokens: (() => Promise<void>) | undefined;

  override async set(key: string, value: string, seconds: number): Promise<void> {
    const { beforeTokens } = this;
    if (beforeTokens && /tok:\{[^}]*\}$/.test(key)) {
      this.beforeTokens = undefined;
      await beforeTokens();
    }
    return super.set(key, value, seconds);
  }
}

/** The cookie of the session that an answer has set. */
function sessionCookieOf(answer: Response): string {
  const cookie = answer.headers.getSetCookie().find((each) => each.includes('sid='));
  return cookie?.split(';', 1)[0] ?? '';
}

it.each<[claims: string, sub: string | undefined]>([
  ['sid alone', undefined],
  ['sub and sid', 'alice'],
])(
  'a parallel login is refused if its session at the provider ends while it joins the other one: %s',
  async (_claims, sub) => {
    let world: World | undefined;
    const records = new HookedRecords(() => world?.now ?? Date.now());
    const started = endAfterTest(await World.start({ options: { records } }));
    world = started;
    const { provider, browser, app } = started;
    const callbacks: string[] = [];
    for (const sid of ['first', 'second']) {
      provider.misbehave({ idToken: having({ sid }) });
      callbacks.push(await started.callbackUrl());
    }
    const [first = '', second = ''] = callbacks;
    // Both callbacks are sent with the cookies of both logins.
    const cookie = await browser.jar.getCookieString(app);
    const finish = (url: string, sid: string) => {
      provider.misbehave({ idToken: having({ sid }) });
      return fetch(url, { headers: { cookie }, redirect: 'manual' });
    };
    const signedIn = sessionCookieOf(await finish(first, 'first'));
    const isSignedIn = async () => (await fetch(`${app}/me`, { headers: { cookie: signedIn } })).ok;
    expect(await isSignedIn()).toBe(true);
    let logout: number | undefined;
    records.beforeTokens = async () => {
      const token = await signLogoutToken(started, logoutClaims(started, { sid: 'second', sub }));
      logout = (await sendLogoutToken(started, token)).status;
    };
    expect((await finish(second, 'second')).headers.get('location')).toContain('/error');
    expect(logout).toBe(200);
    expect(started.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_NOT_SIGNED_IN']);
    expect(await isSignedIn()).toBe(false);
    expect(await started.auth.sessions.list('oidc:alice')).toEqual([]);
  },
);
