// What `npm test` runs: everything the tests need, then all of them in one run. Arguments go on to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tiers } from '../jest.config.mjs';
import { build, hasBrowser, install, programs, root } from './prepare.mjs';

install();
programs();
build();

const jestArguments = process.argv.slice(2);
if (jestArguments.length === 0) for (const tier of tiers) requireTests(tier);

const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', '--ci', ...jestArguments, ...projects()], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

/** Without a browser, and without leave to install one, all else is tested. */
function projects() {
  if (hasBrowser()) return [];
  console.warn(
    'The tier "browser" is left out: there is no Chromium at /usr/bin/chromium (the package "chromium"), nor where CHROMIUM says',
  );
  return ['--ignoreProjects', 'browser'];
}

/** Jest says nothing of a project without tests: it would go missing unseen. */
function requireTests(tier) {
  const folder = join(root, 'test', tier);
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  if (!files.some((file) => file.endsWith('.test.ts'))) throw new Error(`test/${tier} holds no test`);
}
