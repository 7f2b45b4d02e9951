import type { Auth } from './sessions/auth.js';
import type { SignIn } from './sessions/session-data.js';

// Opt-in: other packages declare `req.auth`, too. `import 'express-oauth-beforeware/request'` switches these types on.

declare global {
  namespace Express {
    interface Request {
      /** The signed-in user, where the option `requestProperty` is `auth`, its default; undefined where nobody is signed in. */
      auth?: Auth | undefined;
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    /** The ident of the signed-in user. Deleting it signs out; a request that runs in parallel may bring it back, unlike after `auth.logout()`. */
    auth?: string;
    /** The sign-in. */
    signIn?: SignIn;
  }
}
