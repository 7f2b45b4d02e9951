import express from 'express';
import { oauth, oidc, requireUser } from 'express-oauth-beforeware';

// An app in a separate process that uses the provider's tokens. Its settings are JSON: `client`, `options`, `port`,
// `aheadMs` (how far its clock is ahead).
const { client, options, port, aheadMs } = JSON.parse(process.argv[2]);
const clock = () => Date.now() + aheadMs;

const app = express();
oauth(app, oidc({ ...client, clock }), { ...options, clock, skip: ['/'] });
app.get('/', (_req, res) => res.send('ready'));
app.get('/token', async (req, res) => {
  // Every request also writes its session.
  req.session.counted = (req.session.counted ?? 0) + 1;
  res.json({ token: await requireUser(req).accessToken() });
});
app.use((error, _req, res, _next) => res.status(error.status ?? 500).json({ code: error.code ?? String(error) }));
app.listen(port, '127.0.0.1');
