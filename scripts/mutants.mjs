// `npm run mutants` runs this: it breaks each check of test/mutants/mutants.mjs in a copy of the project, one at a time, and runs the tests
// that should notice. It ends with an error if a mutant survives. Arguments are parts of names: then only those mutants are tried.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { project } from '../jest.config.mjs';
import { mutants } from '../test/mutants/mutants.mjs';
import { build, installDependencies, installPrograms, root } from './prepare.mjs';

const TIERS = ['unit', 'integration', 'conformance', 'redis'];
/** Packages that a mutant may change, or that import one: they are copied, and not linked. */
const COPIED_PACKAGES = ['jose', 'oauth4webapi', 'openid-client'];
/** A mutant that makes a test hang was noticed. */
const LIMIT_MS = 15 * 60_000;

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) throw new Error('No mutant has such a name');

installDependencies();
installPrograms({ browser: false });
build();

let isWhollyChecked = false;
const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
try {
  copyProject();
  checkUnbroken(TIERS, [...new Set(chosen.map(({ first }) => first))].join('|'));
  const results = chosen.map((mutant, at) => report(mutant, tryMutant(mutant), at));
  const survivors = results.filter((verdict) => verdict === 'survived');
  const count = (verdict) => results.filter((each) => each === verdict).length;
  console.log(`\n${count('killed')} killed, ${count('equivalent')} equivalent, ${survivors.length} survived`);
  process.exitCode = survivors.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Copies the files that git knows, and links the packages that no mutant changes. */
function copyProject() {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.stdout.toString().split('\0').filter(Boolean)) copyFile(file);
  // The provider's process is started from here.
  copyFile('dist');
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const [from, to] = [join(root, 'node_modules', name), join(copy, 'node_modules', name)];
    if (COPIED_PACKAGES.includes(name)) cpSync(from, to, { recursive: true });
    else symlinkSync(from, to);
  }
}

function copyFile(name) {
  mkdirSync(dirname(join(copy, name)), { recursive: true });
  cpSync(join(root, name), join(copy, name), { recursive: true });
}

/** Where a test fails already, a failure says nothing of a mutant. */
function checkUnbroken(tiers, paths) {
  console.log(`Without a mutant: ${tiers.join(', ')}${paths === undefined ? '' : ` (${paths})`} …`);
  const failure = findFailure(tiers, paths);
  if (failure !== undefined) throw new Error(`A test fails without any mutant: ${failure}`);
}

/** The test that notices a mutant; undefined if none does. */
function tryMutant(mutant) {
  const { first, tiers = TIERS } = mutant;
  const killer = breakAndRun(mutant, tiers, first);
  if (killer !== undefined) return killer;
  if (!isWhollyChecked) checkUnbroken(TIERS);
  isWhollyChecked = true;
  return breakAndRun(mutant, tiers);
}

function breakAndRun({ file, find, replace }, tiers, paths) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not contain exactly once: ${find}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  try {
    return findFailure(tiers, paths);
  } finally {
    writeFileSync(path, text);
  }
}

function report({ name, equivalent }, killer, at) {
  const verdict = killer !== undefined ? 'killed' : equivalent === undefined ? 'survived' : 'equivalent';
  console.log(`${at + 1}/${chosen.length} ${verdict.padEnd(10)} ${name}: ${killer ?? equivalent ?? 'no test noticed'}`);
  return verdict;
}

/** Runs tests until one fails, and gives its name. */
function findFailure(tiers, paths) {
  const output = join(copy, 'failure.json');
  rmSync(output, { force: true });
  const reporters = [['<rootDir>/test/mutants/failure-reporter.mjs', { output }]];
  const config = join(copy, 'mutants.config.json');
  writeFileSync(config, JSON.stringify({ rootDir: copy, projects: tiers.map(project), reporters }));
  const filter = paths === undefined ? [] : ['--testPathPatterns', paths, '--passWithNoTests'];
  const jest = ['run', '--silent', 'jest', '--', '--config', config, '--ci', '--bail', ...filter];
  const { error, status } = spawnSync('npm', jest, { cwd: copy, stdio: 'ignore', timeout: LIMIT_MS });
  if (error?.code === 'ETIMEDOUT') return 'the tests hang';
  if (status === 0) return undefined;
  const { test, error: problem } = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : {};
  if (test === undefined) throw new Error(`The tests do not run: ${problem}`);
  return test;
}
