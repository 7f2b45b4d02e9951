import { startSignInApp } from './sign-in-app.js';
import type { SignInApp, SignInAppOptions } from './sign-in-app.js';
import { useEndAfterTest, useForAll } from './use.js';

/** Runs one app during all tests of the file. `settings` is called when the app starts. */
export function useApp(settings: () => SignInAppOptions): Pick<SignInApp, 'url' | 'port' | 'auth' | 'app'> {
  const app = useForAll(() => startSignInApp(settings()));
  return {
    get url() {
      return app().url;
    },
    get port() {
      return app().port;
    },
    get auth() {
      return app().auth;
    },
    get app() {
      return app().app;
    },
  };
}

/** Returns a function that starts an app with these settings and its own. The app ends with the test that starts it. */
export function useApps(defaults: () => SignInAppOptions): (own?: Partial<SignInAppOptions>) => Promise<SignInApp> {
  const endAfterTest = useEndAfterTest();
  return async function startApp(own = {}) {
    const settings = defaults();
    return endAfterTest(
      await startSignInApp({ ...settings, ...own, options: { ...settings.options, ...own.options } }),
    );
  };
}
