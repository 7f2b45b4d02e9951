// `npm run faults` runs this: it installs what is missing, runs every fault, and writes docs/reliability.md. With names as arguments it runs
// only these faults, and only prints.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, installDependencies, installPrograms, root } from './prepare.mjs';

const names = process.argv.slice(2);
for (const name of names)
  if (!existsSync(join(root, `test/faults/modules/${name}.ts`))) throw new Error(`There is no fault "${name}"`);

installDependencies();
installPrograms({ browser: false });
build();

const nameFilter = names.length > 0 ? ['--testNamePattern', `^(${names.join('|')})$`] : [];
const jest = ['run', '--silent', 'jest', '--', '--config', 'test/faults/jest.config.mjs', '--ci', ...nameFilter];
const { status } = spawnSync('npm', jest, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
