import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import * as openid from 'openid-client';
import { createClient } from 'redis';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

function keepTokens(req, tokens) {
  req.session.tokens = { ...tokens };
  req.session.expiresAt = Date.now() + tokens.expires_in * 1000;
}

/**
 * What a careful developer writes by hand: express-session and connect-redis as their READMEs show them, and openid-client with state, nonce,
 * PKCE, a check of the signature and user info. With `tokens`, the session keeps the tokens, too; with `no-touch`, connect-redis does not
 * extend the life of a session at each request.
 */
export async function makeApp({ baseUrl, issuer, redisUrl, variant = '' }) {
  const client = await createClient({ url: redisUrl }).connect();
  const store = new RedisStore({ client, prefix: 'myapp:', disableTouch: variant.includes('no-touch') });
  const config = await openid.discovery(new URL(issuer), CLIENT.clientId, CLIENT.clientSecret, undefined, {
    execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
  });
  const redirectUri = `${baseUrl}/redirect`;
  const app = express();
  app.use(session({ store, resave: false, saveUninitialized: false, secret: COOKIE_SECRET }));

  app.get('/login', async (req, res) => {
    const login = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
    };
    req.session.login = login;
    const parameters = {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state: login.state,
      nonce: login.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(login.verifier),
      code_challenge_method: 'S256',
    };
    res.redirect(openid.buildAuthorizationUrl(config, parameters).href);
  });

  app.get('/redirect', async (req, res) => {
    const { state, nonce, verifier } = req.session.login;
    const tokens = await openid.authorizationCodeGrant(config, new URL(req.originalUrl, baseUrl), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const info = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
    await new Promise((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())));
    req.session.user = { ...claims, ...info };
    if (variant.includes('tokens')) keepTokens(req, tokens);
    res.redirect('/me');
  });

  app.get('/token', async (req, res) => {
    const { tokens, expiresAt } = req.session;
    if (expiresAt < Date.now()) keepTokens(req, await openid.refreshTokenGrant(config, tokens.refresh_token));
    res.json({ length: req.session.tokens.access_token.length });
  });

  addPages(app, {
    guard: (req, res, next) => {
      if (req.session.user) return next();
      if (req.accepts('html')) return res.redirect('/login');
      res.status(401).json({ error: 'not signed in' });
    },
    userOf: (req) => shown(req.session.user),
  });
  return app;
}
