import express from 'express';
import type { Express } from 'express';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { OAuth, OAuthOptions, OidcOptions } from '../../src/index.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';
import { sessionOf } from './session-of.js';

/** An app with a guarded `/me` and a public `/`. */
export interface SignInApp extends Served {
  auth: OAuth;
  app: Express;
}

/** The settings of the app. */
export interface SignInAppOptions {
  client: OidcOptions;
  options?: OAuthOptions;
  /** Prepares the app before the call of `oauth()`. */
  before?: (app: Express) => void;
  /** Adds the app's own routes. */
  routes?: (app: Express, auth: OAuth) => void;
  /** Makes the Express app. Default is Express 5. */
  make?: () => Express;
  port?: number;
}

/** Starts such an app on a free port. */
export async function startSignInApp({
  client,
  options = {},
  before,
  routes,
  make = express,
  port,
}: SignInAppOptions): Promise<SignInApp> {
  const app = make();
  before?.(app);
  const auth = oauth(app, oidc(client), { skip: ['/'], ...options });
  app.get('/', (req, res) => void res.send(`home ${sessionOf(req).auth ?? 'nobody'}`));
  app.get('/me', (req, res) => {
    const { ident, info } = requireUser(req);
    res.json({ ident, info, session: req.session });
  });
  routes?.(app, auth);
  const served = await serve(app, port);
  return {
    ...served,
    app,
    auth,
    close: async () => {
      await served.close();
      auth.close();
    },
  };
}
