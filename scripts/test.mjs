// `npm test` runs this: it installs what is missing, and runs all tests in one run. It passes its arguments to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tiers } from '../jest.config.mjs';
import { build, hasBrowser, installDependencies, installPrograms, root } from './prepare.mjs';

installDependencies();
installPrograms();
build();

const jestArguments = process.argv.slice(2);
if (jestArguments.length === 0) for (const tier of tiers) requireTests(tier);

const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', '--ci', ...jestArguments, ...chooseProjects()], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

/** Leaves the browser tests out where there is no browser, and none can be installed. */
function chooseProjects() {
  if (hasBrowser()) return [];
  console.warn(
    'The tier "browser" is left out: there is no Chromium at /usr/bin/chromium (the package "chromium") or at the path in CHROMIUM',
  );
  return ['--ignoreProjects', 'browser'];
}

/** Jest does not report a project without tests, so nobody would notice that it is missing. */
function requireTests(tier) {
  const folder = join(root, 'test', tier);
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  if (!files.some((file) => file.endsWith('.test.ts'))) throw new Error(`test/${tier} contains no test`);
}
