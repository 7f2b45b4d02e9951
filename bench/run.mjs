// `npm run bench` runs this: it starts Redis, a provider and every contender as processes, measures them in turn, says which budgets hold,
// and writes docs/performance.md. With `--smoke`, one short round checks that everything still runs, and writes nothing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, installDependencies, installPrograms, root } from '../scripts/prepare.mjs';
import { installBench } from './install.mjs';

const isSmoke = process.argv.includes('--smoke');

installDependencies();
installPrograms({ browser: false, load: true });
build();
installBench();

// These are from the packages that were just installed.
const { contenders } = await import('./contenders.mjs');
const { signIn } = await import('./agent.mjs');
const { budgets } = await import('./budgets.mjs');
const measures = await import('./measures.mjs');
const { endAll, startContender, startProvider, startRedis } = await import('./processes.mjs');
const { report } = await import('./report.mjs');
const { Results } = await import('./results.mjs');

/** How much of everything: at least five rounds, so that a median means something. */
const plan = isSmoke
  ? { rounds: 1, seconds: 1, latencySeconds: 1, logins: 4, sessions: 4, imports: 1 }
  : { rounds: 5, seconds: 1, latencySeconds: 2, logins: 40, sessions: 50, imports: 9 };

const results = new Results();
try {
  await measureAll();
  const held = budgets.map((budget) => judge(budget));
  if (!isSmoke) {
    const { json, markdown, svg } = report({ results, contenders, held, plan });
    writeFileSync(join(root, 'docs/performance.json'), json);
    writeFileSync(join(root, 'docs/performance.svg'), svg);
    writeFileSync(join(root, 'docs/performance.md'), markdown);
  }
  for (const { name, text, value, isHeld } of held)
    console.log(`${isHeld ? 'held  ' : 'MISSED'} ${name}: ${format(value)} (${text})`);
  const count = held.filter(({ isHeld }) => isHeld).length;
  console.log(`\n${count} budgets held, ${held.length - count} missed`);
} finally {
  await endAll();
}
process.exit();

async function measureAll() {
  const redis = await startRedis();
  const provider = await startProvider();
  const running = [];
  for (const contender of contenders) running.push(await start(contender, { redis, provider }));
  const signers = running.filter(({ login }) => login);
  for (const each of running) await measures.measureRedis(results, each, { redis, provider });
  for (let round = 0; round < plan.rounds; round += 1) {
    console.log(`Round ${round + 1} of ${plan.rounds} …`);
    for (const load of measures.LOADS)
      for (const each of inTurn(running, round))
        await measures.measureLoad(results, each, { load, seconds: plan.seconds });
    for (const each of inTurn(running, round))
      await measures.measureLatency(results, each, { seconds: plan.latencySeconds });
    for (const each of inTurn(signers, round)) await measures.measureLogins(results, each, { logins: plan.logins });
    for (const each of inTurn(
      signers.filter(({ refreshes }) => refreshes),
      round,
    ))
      await measures.measureRefreshes(results, each, { provider, logins: plan.logins });
  }
  for (const each of signers) await measures.measureMemory(results, each, { redis, logins: plan.sessions });
  for (let round = 0; round < plan.imports; round += 1) measures.measureImports(results);
}

/** Starts a contender, and warms it up: functions that have run a few times are compiled by then. */
async function start(contender, services) {
  const app = await startContender(contender, services);
  if (!contender.login) return { ...contender, app };
  let agent;
  for (let login = 0; login < plan.logins; login += 1) agent = await signIn(contender, app.baseUrl);
  return { ...contender, app, agent, cookie: agent.cookiesFor(app.baseUrl) };
}

/** Every other round in the opposite order: what grows over a round favours nobody. */
function inTurn(list, round) {
  return round % 2 === 0 ? list : list.toReversed();
}

function judge({ name, text, value: read, holds }) {
  const value = read({ ratio: (...of) => results.ratio(...of), commands: (...of) => results.commands(...of) });
  return { name, text, value, isHeld: value !== undefined && holds(value) };
}

function format(value) {
  return value === undefined ? 'not measured' : Number.isInteger(value) ? String(value) : value.toFixed(2);
}
