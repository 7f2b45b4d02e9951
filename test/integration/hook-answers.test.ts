import { expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

it.each([undefined, null, 'route', 'router'])('a skip function that throws %p opens nothing', async (thrown) => {
  const skip = [
    () => {
      throw thrown;
    },
  ];
  const app = await startApp({ options: { skip } });
  expect((await new Browser().get(`${app.url}/me`)).status).toBe(500);
});

it.each([1, { banned: true }, ['x'], '//evil.example'])(
  'checkInvalid that answers %p lets nobody through',
  async (answer) => {
    const checkInvalid = () => answer as unknown as boolean;
    const app = await startApp({ options: { checkInvalid } });
    const page = await new Browser().signInAt(`${app.url}/me`, 'bob');
    expect(page.status).toBe(500);
    expect(page.text).toContain('ERR_OAUTH_HOOK');
  },
);

it.each([1, { id: 7 }, 'https://evil.example/'])('getAuth that answers %p signs nobody in', async (answer) => {
  const getAuth = () => answer as unknown as boolean;
  const app = await startApp({ options: { getAuth } });
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/me`, 'bob');
  expect(page.text).toContain('ERR_OAUTH_HOOK');
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
});

it.each([
  ['loginPage', '/login?notice=signed-out'],
  ['logoutPage', '/logout'],
] as const)('a page hook %s that throws leads to the error page, which has its name', async (hook, path) => {
  const options = {
    [hook]: () => {
      throw new Error('the template is gone');
    },
  };
  const app = await startApp({ options });
  const page = await new Browser().get(app.url + path);
  expect(page.status).toBe(500);
  expect(page.text).toContain('ERR_OAUTH_HOOK');
  expect(page.text).toContain(`The hook &quot;${hook}&quot; failed`);
});

it('after an errorPage that throws, the default page still shows the first error', async () => {
  const errorPage = () => {
    throw new Error('the template is gone');
  };
  const app = await startApp({ options: { errorPage } });
  const failures: string[] = [];
  app.auth.events.on('failure', ({ error, reference }) => failures.push(`${error.code} ${reference}`));
  const page = await new Browser().get(`${app.url}/login/nobody`);
  expect(page.status).toBe(404);
  expect(page.text).toContain('ERR_OAUTH_CLIENT_UNKNOWN');
  expect(failures).toEqual([expect.stringMatching(/^ERR_OAUTH_CLIENT_UNKNOWN \w{10}$/), 'ERR_OAUTH_HOOK errorPage']);
});

it('an answer function that throws redirects away from the URL with the code', async () => {
  const getAuth = () => () => {
    throw new Error('the answer is lost');
  };
  const app = await startApp({ options: { getAuth } });
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/me`, 'bob');
  expect(page.url).toMatch(/\/error\?e=/);
  expect(page.text).toContain('ERR_OAUTH_HOOK');
  // A sign-in that ends at the error page does not count.
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
});
