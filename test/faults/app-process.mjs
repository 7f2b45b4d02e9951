import { Cluster, Redis } from 'ioredis';
import express from 'express';
import { oauth, oidc, requireUser } from 'express-oauth-beforeware';

// One of the app's processes. Its settings are JSON: `client`, `options`, `redis`, `port`. It ends with its parent.
const { client, options, redis, port } = JSON.parse(process.argv[2]);
process.stdin.on('end', () => process.exit(0)).resume();

const app = express();
const auth = oauth(app, oidc(client), { ...options, redis: redisOf(redis), skip: ['/'] });
app.get('/', (_req, res) => res.send('ready'));
app.get('/me', (req, res) => {
  // Every request also writes its session.
  req.session.visits = (req.session.visits ?? 0) + 1;
  res.json({ ident: requireUser(req).ident });
});
app.get('/token', async (req, res) => {
  const user = requireUser(req);
  res.json({ ident: user.ident, token: await user.accessToken() });
});
app.get('/listed', async (req, res) => {
  const { ident, sessionId } = requireUser(req);
  const listed = await auth.sessions.list(ident);
  res.json({ ident, isListed: listed.some(({ id }) => id === sessionId) });
});
app.use((error, _req, res, _next) => res.status(error.status ?? 500).json({ code: error.code ?? String(error) }));
app.listen(port, '127.0.0.1');

/** Returns an address, or a client with the options of docs/reliability.md or with the defaults of ioredis. */
function redisOf({ url, cluster, sentinels, name, defaults }) {
  if (url) return url;
  const limits = defaults
    ? {}
    : { commandTimeout: 1000, connectTimeout: 1000, socketTimeout: 2000, maxRetriesPerRequest: 1 };
  const found = cluster
    ? new Cluster(cluster, { slotsRefreshInterval: 1000, redisOptions: limits })
    : new Redis({ sentinels, name, ...limits });
  found.on('error', () => undefined);
  return found;
}
