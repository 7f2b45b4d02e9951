// `npm run demo` runs this: the development provider and the example app, until Ctrl-C.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { build, installDependencies } from './prepare.mjs';

const { PORT = '3000', PROVIDER_PORT = '3001', REDIS_URL } = process.env;
const address = `http://localhost:${PORT}`;
const issuer = `http://localhost:${PROVIDER_PORT}`;
const MAX_WAIT_MS = 30_000;

const children = [];
let ending = false;

installDependencies();
build();

start('provider', 'provider.js', { PROVIDER_PORT });
start('app', 'app.js', {
  PORT,
  ISSUER: issuer,
  BASE_URL: address,
  CLIENT_ID: 'demo',
  CLIENT_SECRET: 'demo-secret-for-development-only',
  // A new one at each start, because the sessions of a demo need not survive it.
  SESSION_SECRET: process.env.SESSION_SECRET ?? randomBytes(32).toString('base64url'),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(0));

await waitForAnswer(`${issuer}/.well-known/openid-configuration`);
await waitForAnswer(`${address}/`);
console.log(`
  The demo is ready:  ${address}
  Sessions are kept ${REDIS_URL ? 'in Redis' : 'in memory'}.

  1. Open it, click "Sign in", and choose Alice or Bob: you see your page.
  2. Sign out, and choose Mallory: her address is not verified, so she has no access.
  3. As Alice, open "Admin" and ban oidc:bob: he is signed out at his next click.

  Ctrl-C ends it.
`);

function start(name, file, env) {
  const child = spawn(process.execPath, [new URL(`../.build/example-app/${file}`, import.meta.url).pathname], {
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.once('exit', (code, signal) => {
    // Ctrl-C ends all processes of a terminal, in any order.
    if (ending || signal) return end(0);
    console.error(
      `The ${name} ended by itself (exit code ${code}). Is its port in use? Choose others by PORT and PROVIDER_PORT.`,
    );
    end(1);
  });
  children.push(child);
}

async function waitForAnswer(url) {
  const until = Date.now() + MAX_WAIT_MS;
  while (!ending && Date.now() < until) {
    const response = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
    if (response && response.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (ending) return;
  console.error(`${url} did not answer within ${MAX_WAIT_MS / 1000} seconds`);
  end(1);
}

function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
