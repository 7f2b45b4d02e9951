import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { createClient } from 'redis';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** passport with passport-openidconnect, as their READMEs show them; the user is in the session. */
export async function makeApp({ baseUrl, issuer, redisUrl }) {
  const client = await createClient({ url: redisUrl }).connect();
  passport.use(
    new OpenIDConnectStrategy(
      {
        issuer,
        authorizationURL: `${issuer}/authorize`,
        tokenURL: `${issuer}/token`,
        userInfoURL: `${issuer}/userinfo`,
        clientID: CLIENT.clientId,
        clientSecret: CLIENT.clientSecret,
        callbackURL: `${baseUrl}/redirect`,
        scope: ['profile', 'email'],
      },
      (_issuer, profile, done) =>
        done(null, { sub: profile.id, name: profile.displayName, email: profile.emails?.[0]?.value }),
    ),
  );
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));

  const app = express();
  const store = new RedisStore({ client, prefix: 'myapp:' });
  app.use(session({ store, resave: false, saveUninitialized: false, secret: COOKIE_SECRET }));
  app.use(passport.authenticate('session'));
  app.get('/login', passport.authenticate('openidconnect'));
  app.get('/redirect', passport.authenticate('openidconnect', { failureRedirect: '/failed' }), (_req, res) =>
    res.redirect('/me'),
  );
  addPages(app, {
    guard: (req, res, next) => {
      if (req.user) return next();
      if (req.accepts('html')) return res.redirect('/login');
      res.status(401).json({ error: 'not signed in' });
    },
    userOf: (req) => shown(req.user),
  });
  return app;
}
