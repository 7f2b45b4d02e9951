import { ExpressAuth, getSession } from '@auth/express';
import express from 'express4';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** @auth/express, with its encrypted cookie. It reads the parameters of Express 4. */
export function makeApp({ issuer }) {
  const config = {
    secret: COOKIE_SECRET,
    trustHost: true,
    providers: [{ id: 'bench', name: 'Bench', type: 'oidc', issuer, ...CLIENT, checks: ['pkce', 'state', 'nonce'] }],
    callbacks: {
      session: ({ session, token }) => ({ ...session, user: { ...session.user, sub: token.sub } }),
    },
  };
  const app = express();
  app.use('/auth/*', ExpressAuth(config));
  addPages(app, {
    guard: async (req, res, next) => {
      const found = await getSession(req, config);
      if (found?.user) {
        res.locals.user = found.user;
        return next();
      }
      if (req.accepts('html')) return res.redirect('/auth/signin');
      res.status(401).json({ error: 'not signed in' });
    },
    userOf: (req) => shown(req.res.locals.user),
  });
  return app;
}
