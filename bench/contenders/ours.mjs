import express from 'express';
import express4 from 'express4';
import { oauth, oidc, requireUser } from '../../dist/index.js';
import { CLIENT, COOKIE_SECRET, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** This package, on Express 5, or on Express 4 with the variant `express4`. */
export function makeApp({ baseUrl, issuer, redisUrl, variant }) {
  const app = variant === 'express4' ? express4() : express();
  const client = oidc({ issuer, ...CLIENT });
  oauth(app, client, { baseUrl, redis: redisUrl, secret: COOKIE_SECRET, skip: ['/public'] });
  app.get('/token', async (req, res) => void res.json({ length: (await requireUser(req).accessToken()).length }));
  addPages(app, { userOf: (req) => shown(requireUser(req).info) });
  return app;
}
