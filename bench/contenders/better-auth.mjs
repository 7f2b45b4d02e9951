import { betterAuth } from 'better-auth';
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node';
import { genericOAuth } from 'better-auth/plugins';
import express from 'express';
import { createClient } from 'redis';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** better-auth without a database, with Redis as its secondary storage. */
export async function makeApp({ baseUrl, issuer, redisUrl }) {
  const client = await createClient({ url: redisUrl }).connect();
  const auth = betterAuth({
    baseURL: baseUrl,
    secret: COOKIE_SECRET,
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    secondaryStorage: {
      get: (key) => client.get(key),
      set: (key, value, ttl) => client.set(key, value, ttl ? { expiration: { type: 'EX', value: ttl } } : {}),
      delete: (key) => client.del(key),
    },
    plugins: [
      genericOAuth({
        config: [
          {
            providerId: 'bench',
            discoveryUrl: `${issuer}/.well-known/openid-configuration`,
            ...CLIENT,
            scopes: ['openid', 'profile', 'email'],
            pkce: true,
          },
        ],
      }),
    ],
  });
  const app = express();
  app.all('/api/auth/*splat', toNodeHandler(auth));
  addPages(app, {
    guard: async (req, res, next) => {
      const found = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) });
      if (found?.user) {
        res.locals.user = found.user;
        return next();
      }
      if (req.accepts('html')) return res.redirect('/login');
      res.status(401).json({ error: 'not signed in' });
    },
    userOf: (req) => shown({ ...req.res.locals.user, sub: req.res.locals.user.id }),
  });
  return app;
}
