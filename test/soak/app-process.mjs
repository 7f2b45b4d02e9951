import express from 'express';
import { oauth, oidc, requireUser } from 'express-oauth-beforeware';

// The app of a long run. Its settings are JSON: `issuer`, `redis`, `port`, `session`. It needs --expose-gc, and ends with its parent.
const { issuer, redis, port, session } = JSON.parse(process.argv[2]);
process.stdin.on('end', () => process.exit(0)).resume();

const app = express();
// Never do this in a real app.
app.get('/status', (_req, res) => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  res.json({ heap: heapUsed + external, handles: process.getActiveResourcesInfo().toSorted() });
});
const client = oidc({ issuer, clientId: 'soak', clientSecret: 'a secret of the soak' });
oauth(app, client, { redis, secret: 'a secret that is long enough for a soak', session, skip: ['/'] });
app.get('/', (_req, res) => res.send('ready'));
app.get('/me', (req, res) => {
  // One request in ten also writes its session.
  req.session.visits = (req.session.visits ?? 0) + (Math.random() < 0.1 ? 1 : 0);
  res.json({ ident: requireUser(req).ident });
});
app.listen(port, '127.0.0.1');
