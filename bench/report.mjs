import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { plot } from './plot.mjs';
import { ratios, summary } from './statistics.mjs';

const BASE = 'session';

/** The tables, and how their numbers are shown; `isRatio`: as a ratio to the base, too. */
const TABLES = [
  {
    title: 'Requests per second at full speed',
    measures: [
      'signed-in JSON',
      'signed-in page',
      'public route',
      'public route with a session',
      'anonymous 401',
      'anonymous redirect',
    ],
    digits: 0,
    isRatio: true,
  },
  {
    title: 'CPU of a request at full speed, in milliseconds',
    measures: ['CPU of: signed-in JSON', 'CPU of: public route', 'CPU of: anonymous 401'],
    digits: 3,
  },
  {
    title: 'Latency of a signed-in request at 150 requests per second, in milliseconds',
    measures: ['p50 at a fixed rate', 'p99 at a fixed rate'],
    digits: 1,
  },
  { title: 'Logins and refreshes', measures: ['CPU of a login', 'logins per second', 'CPU of a refresh'], digits: 2 },
  {
    title: 'Redis, in bytes',
    measures: ['bytes of a session', 'bytes to Redis of a request', 'bytes from Redis of a request'],
    digits: 0,
  },
  { title: 'CPU of the import, in milliseconds', measures: ['CPU of the import'], digits: 0 },
];

const COMMANDS = ['anonymous request', 'signed-in request', 'login', 'login with sid'];

/** The results as JSON, as a page of the docs, and as a plot. */
export function report({ results, contenders, held, plan }) {
  const json = `${JSON.stringify({ plan, node: process.version, budgets: held, ...results.toJSON() }, null, 1)}\n`;
  return { json, markdown: markdown({ results, contenders, held, plan }), svg: plot(bars(results, contenders)) };
}

function markdown({ results, contenders, held, plan }) {
  const notes = readFileSync(fileURLToPath(new URL('notes.md', import.meta.url)), 'utf8');
  return [
    '# Performance',
    '',
    '`npm run bench` writes this page. It starts a real Redis, a provider that costs nothing, and each app as a process of its own, and',
    `measures them in turn: ${plan.rounds} rounds, every other one in the opposite order. Machines differ, so what counts is the ratio of two apps in one`,
    'run, and its median over the rounds. In brackets are the smallest and the largest ratio of a round.',
    '',
    `This run: Node ${process.version}, ${cpus().length} processors.`,
    '',
    '![Signed-in requests per second](performance.svg)',
    '',
    '## Budgets',
    '',
    ...table(
      ['budget', 'goal', 'measured', ''],
      held.map(({ name, text, value, isHeld }) => [name, text, shown(value, 2), isHeld ? 'held' : '**missed**']),
    ),
    '',
    ...TABLES.flatMap((each) => [`## ${each.title}`, '', ...measureTable(results, contenders, each), '']),
    '## Redis commands',
    '',
    'Commands that reach Redis; those that a script runs inside it are in brackets.',
    '',
    ...table(
      ['', ...COMMANDS],
      contenders
        .filter(({ name }) => COMMANDS.some((work) => results.commandList(work, name)?.commands.length))
        .map(({ name, label }) => [label, ...COMMANDS.map((work) => commandCell(results.commandList(work, name)))]),
    ),
    '',
    notes.trim(),
    '',
  ].join('\n');
}

function measureTable(results, contenders, { measures, digits, isRatio }) {
  const named = contenders.filter(({ name }) => measures.some((measure) => results.series(measure, name)));
  const rows = named.map(({ name, label }) => [
    label,
    ...measures.map((measure) => cell(results, { measure, name, digits, isRatio })),
  ]);
  return table(['', ...measures.map((measure) => measure.replace(/^CPU of: /, ''))], rows);
}

function cell(results, { measure, name, digits, isRatio }) {
  const series = results.series(measure, name);
  if (!series) return '';
  const base = isRatio && results.series(measure, BASE);
  const number = shown(summary(series).median, digits);
  if (!base) return number;
  const { median, min, max } = ratios(series, base);
  return `${number}: ${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function commandCell(list) {
  if (!list) return '';
  return list.inScripts.length > 0
    ? `${list.commands.length} (${list.inScripts.length})`
    : String(list.commands.length);
}

function bars(results, contenders) {
  const base = results.series('signed-in JSON', BASE);
  return contenders
    .filter(({ name }) => results.series('signed-in JSON', name))
    .map(({ name, label }) => ({
      label,
      isOurs: name.startsWith('ours'),
      ...ratios(results.series('signed-in JSON', name), base),
    }));
}

function shown(value, digits) {
  return value === undefined
    ? 'not measured'
    : Number.isInteger(value) && digits > 0
      ? String(value)
      : value.toFixed(digits);
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
