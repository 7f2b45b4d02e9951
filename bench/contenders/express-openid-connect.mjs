import { RedisStore } from 'connect-redis';
import express from 'express';
import openidConnect from 'express-openid-connect';
import { createClient } from 'redis';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** express-openid-connect, with its cookie, or with the variant `store` with connect-redis. */
export async function makeApp({ baseUrl, issuer, redisUrl, variant }) {
  const { auth, requiresAuth } = openidConnect;
  const app = express();
  const client = variant === 'store' ? await createClient({ url: redisUrl }).connect() : undefined;
  app.use(
    auth({
      issuerBaseURL: issuer,
      baseURL: baseUrl,
      clientID: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      secret: COOKIE_SECRET,
      authRequired: false,
      authorizationParams: { response_type: 'code', scope: 'openid profile email' },
      ...(client ? { session: { store: new RedisStore({ client, prefix: 'myapp:' }) } } : {}),
    }),
  );
  addPages(app, { guard: requiresAuth(), userOf: (req) => shown(req.oidc.user) });
  return app;
}
