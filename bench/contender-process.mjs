// One contender, a process of its own. Its argument names the contender; the environment says where everything is.
import { createServer } from 'node:http';

const { PORT, REDIS_URL, ISSUER } = process.env;
const [name, variant] = process.argv.slice(2);
const { makeApp } = await import(`./contenders/${name}.mjs`);
const app = await makeApp({ baseUrl: `http://localhost:${PORT}`, issuer: ISSUER, redisUrl: REDIS_URL, variant });

process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send({ cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit());

createServer(app).listen(Number(PORT), '127.0.0.1', () => process.send('ready'));
